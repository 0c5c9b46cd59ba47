/** Lines at the end of a file, for logs: a log that cannot be written must not end what it tells of. */
import { appendLine } from "./append_line.ts";

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
  let told = false;
  return (line) => {
    try {
      appendLine(path, line);
    } catch (error) {
      if (!told) console.error(`${(error as Error).message} The run goes on without it.`);
      told = true;
    }
  };
}
