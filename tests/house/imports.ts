/** Who imports whom: what the tests of this house read. */
import { dirname, join } from "node:path";

/** One file that imports another, or a package. */
export interface Import {
  readonly file: string;
  /** A path from the root, or the specifier of a package. */
  readonly target: string;
  readonly typeOnly: boolean;
}

/** The files of TypeScript and JavaScript in a folder and those below it, or the one that is named. */
export async function* files(path: string): AsyncGenerator<string> {
  if (/\.[jt]s$/.test(path)) return yield path;
  for await (const { name, isDirectory } of Deno.readDir(path)) {
    if (isDirectory || /\.[jt]s$/.test(name)) yield* files(join(path, name));
  }
}

/** All imports and re-exports of some files or folders: of types, and when they run, too. */
export async function imports(...paths: readonly string[]): Promise<Import[]> {
  const found: Import[] = [];
  for (const path of paths) {
    for await (const file of files(path)) {
      // Examples in comments import as users do.
      const code = (await Deno.readTextFile(file)).replaceAll(/\/\*\*[\s\S]*?\*\//g, "");
      const pattern =
        /(?:^|\n)\s*(?:import|export)\s+(type\s)?(?:[^;"']*?\sfrom\s+)?["']([^"']+)["']|\bimport\(\s*["']([^"']+)["']/g;
      for (const [, type, from, dynamic] of code.matchAll(pattern)) {
        const specifier = (from ?? dynamic)!;
        const target = specifier.startsWith(".") ? join(dirname(file), specifier) : specifier;
        found.push({ file, target, typeOnly: type !== undefined });
      }
    }
  }
  return found;
}
