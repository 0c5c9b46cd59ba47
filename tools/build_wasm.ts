/**
 * Compiles what is written in AssemblyScript and writes the bytes as modules: so they come along by any way of import and
 * need no permission of their own.
 *
 *     deno run -A tools/build_wasm.ts
 */

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

/** The compiler, which is fetched where something is compiled. */
const COMPILER = "npm:assemblyscript@0.28.4/asc";

/** Compiles a program. The same sources yield the same bytes on every machine. */
export async function build({ folder, entry }: Program): Promise<Uint8Array<ArrayBuffer>> {
  const { default: asc } = await import(COMPILER) as typeof import("npm:assemblyscript@0.28.4/asc");
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

/** The module that holds a program. */
export const moduleOf = ({ folder }: Program): URL => new URL(`../${folder}/../assembled.ts`, import.meta.url);

/** What a module says of where its program is from: SHA-256 of this file and all sources, and of the program. */
export async function originOf({ folder }: Program, bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const sources = new URL(`../${folder}/`, import.meta.url);
  const names = Array.from(Deno.readDirSync(sources), ({ name }) => name).filter((name) => name.endsWith(".as")).sort();
  const texts = [new URL(import.meta.url), ...names.map((name) => new URL(name, sources))].map((file) =>
    Deno.readTextFileSync(file)
  );
  const hash = async (bytes: Uint8Array<ArrayBuffer>) =>
    new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
  return `Of the sources ${await hash(new TextEncoder().encode(texts.join("\n")))}, the program ${await hash(bytes)}.`;
}

if (import.meta.main) {
  for (const program of Object.values(programs)) {
    const bytes = await build(program);
    await Deno.writeTextFile(
      moduleOf(program),
      `/**
 * The program in assembly/, compiled and written here by tools/build_wasm.ts; not to be changed by hand.
 * ${await originOf(program, bytes)}
 */
export const assembled =
  "${bytes.toBase64()}";
`,
    );
    console.log(`${program.folder}: ${bytes.length} bytes`);
  }
}
