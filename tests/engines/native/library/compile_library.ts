/** Small libraries for tests that load some: what C says, by the machine's compiler. */
import { dirname } from "node:path";
import { type Need, need, runs } from "../../../needs.ts";

/** For tests that compile a library. */
export function needCompiler(): Promise<Need> {
  return need("a C compiler on Linux", "apt-get install gcc libc6-dev", async () => {
    return Deno.build.os === "linux" && await runs("gcc", "--version");
  });
}

/**
 * Compiles a shared library, which bears its file's name.
 *
 * @param path The library.
 * @param source What it is made of, in C.
 */
export async function compileLibrary(path: string, source: string): Promise<void> {
  await Deno.mkdir(dirname(path), { recursive: true });
  await Deno.writeTextFile(`${path}.c`, source);
  const name = path.slice(dirname(path).length + 1);
  const args = ["-shared", "-fPIC", `-Wl,-soname,${name}`, "-o", path, `${path}.c`];
  const { success, stderr } = await new Deno.Command("gcc", { args }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  await Deno.remove(`${path}.c`);
}
