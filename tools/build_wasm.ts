/**
 * Compiles what is written in AssemblyScript and writes the bytes as modules: so they come along by any way of import and
 * need no permission of their own.
 *
 *     deno run -A tools/build_wasm.ts
 */
import asc from "npm:assemblyscript@0.28.4/asc";

/** A program in WebAssembly, on memory that someone else made and threads may share. */
export interface Program {
  /** The folder of its sources, in the project. */
  readonly folder: string;
  /** The source that has its functions. */
  readonly entry: string;
}

/** All there are; each is built into `assembled.ts` beside its folder. */
export const programs = {
  /** The kernels of the wasm engine. */
  crew: { folder: "src/engines/wasm/assembly", entry: "crew" },
  /** What is done to the bytes of images. */
  images: { folder: "src/pixels/assembly", entry: "images" },
} as const satisfies Record<string, Program>;

/** Compiles a program. The same sources yield the same bytes on every machine. */
export async function build({ folder, entry }: Program): Promise<Uint8Array<ArrayBuffer>> {
  const sources = new URL(`../${folder}/`, import.meta.url);
  let built: Uint8Array | undefined;
  const { error, stderr } = await asc.main(
    [
      ...[`${entry}.ts`, "--outFile", `${entry}.wasm`, "-O3", "--noAssert", "--runtime", "stub"],
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
    throw new Error(`Cannot build ${folder} as the compiler refuses it: got ${error?.message}\n${stderr}`);
  }
  return Uint8Array.from(built);
}

if (import.meta.main) {
  for (const program of Object.values(programs)) {
    const bytes = await build(program);
    await Deno.writeTextFile(
      new URL(`../${program.folder}/../assembled.ts`, import.meta.url),
      `/** The program in assembly/, compiled and written here by tools/build_wasm.ts; not to be changed by hand. */
export const assembled =
  "${bytes.toBase64()}";
`,
    );
    console.log(`${program.folder}: ${bytes.length} bytes`);
  }
}
