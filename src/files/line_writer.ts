/** Lines at the end of a file, for logs: a log that cannot be written must not end what it tells of. */
import { appendWhole } from "./append_whole.ts";

/**
 * Makes a function that appends lines to a file. The first that fails is told on the console; later ones are tried in silence.
 *
 * @param path The file; it is made where it is missing, its folder is not.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { lineWriter } from "./line_writer.ts";
 *
 * const path = await Deno.makeTempFile();
 * const write = lineWriter(path);
 * for (const line of ["first", "second"]) write(line);
 * assertEquals(await Deno.readTextFile(path), "first\nsecond\n");
 * await Deno.remove(path);
 * ```
 */
export function lineWriter(path: string): (line: string) => void {
  return tolerant((line) => appendLine(path, line));
}

/**
 * Makes a function that writes where it can. The first failure is told on the console, if that can be; later ones are not.
 *
 * @param write What may fail, such as `console.log` on a full disk or a closed terminal.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tolerant } from "./line_writer.ts";
 *
 * const lines: string[] = [];
 * const write = tolerant((line: string) => void lines.push(line));
 * write("heard");
 * assertEquals(lines, ["heard"]);
 * ```
 */
export function tolerant<A extends unknown[]>(write: (...given: A) => void): (...given: A) => void {
  let told = false;
  return (...given) => {
    try {
      write(...given);
    } catch (error) {
      if (told) return;
      told = true;
      try {
        console.error(`${(error as Error).message} The run goes on without it.`);
      } catch {
        // The terminal may be what is gone.
      }
    }
  };
}

/**
 * Appends a line to a file, which is made where it is missing: the whole of it, or nothing.
 *
 * @param path The file. Its folder must exist.
 * @param line Without its end.
 * @throws {Error} Of Deno's class, if the disk does not take it; the message names the file and a way out.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { appendLine } from "./line_writer.ts";
 *
 * const path = await Deno.makeTempFile();
 * for (const line of ["one", "two"]) appendLine(path, line);
 * assertEquals(await Deno.readTextFile(path), "one\ntwo\n");
 * await Deno.remove(path);
 * ```
 */
export function appendLine(path: string, line: string): void {
  appendWhole(path, new TextEncoder().encode(line + "\n"));
}
