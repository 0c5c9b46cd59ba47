/**
 * Compiles the kernels of the wasm engine, which are written in AssemblyScript, and writes the bytes as a module: so
 * they come along by any way of import and need no permission of their own.
 *
 *     deno run -A tools/build_wasm_kernels.ts
 */
import asc from "npm:assemblyscript@0.28.4/asc";

const sources = new URL("../src/engines/wasm/assembly/", import.meta.url);
const target = new URL("../src/engines/wasm/assembled.ts", import.meta.url);

/** Compiles the kernels. The same sources yield the same bytes on every machine. */
export async function buildKernels(): Promise<Uint8Array<ArrayBuffer>> {
  let built: Uint8Array | undefined;
  const { error, stderr } = await asc.main(
    [
      ...["crew.ts", "--outFile", "crew.wasm", "-O3", "--noAssert", "--runtime", "stub"],
      ...["--importMemory", "--sharedMemory", "--initialMemory", "1", "--maximumMemory", "65536"],
      ...["--enable", "simd", "--enable", "relaxed-simd", "--enable", "threads", "--enable", "bulk-memory"],
    ],
    {
      // The compiler wants names in .ts, which would make Deno take these files for its own.
      readFile: (name: string) => {
        try {
          return Deno.readTextFileSync(new URL(name.replace(/\.ts$/, ".as"), sources));
        } catch {
          return null;
        }
      },
      writeFile: (name: string, contents: string | Uint8Array) => {
        if (name.endsWith(".wasm")) built = contents as Uint8Array;
      },
      listFiles: () => [],
    },
  );
  if (error !== null || built === undefined) {
    throw new Error(`Cannot build the wasm kernels as the compiler refuses them: got ${error?.message}\n${stderr}`);
  }
  return Uint8Array.from(built);
}

if (import.meta.main) {
  const bytes = await buildKernels();
  await Deno.writeTextFile(
    target,
    `/** The kernels of assembly/, compiled and written here by tools/build_wasm_kernels.ts; not to be changed by hand. */
export const assembled =
  "${bytes.toBase64()}";
`,
  );
  console.log(`${bytes.length} bytes`);
}
