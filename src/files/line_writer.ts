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
  return unfailing((line) => appendLine(path, line));
}

/**
 * Makes a function that writes lines and never throws, of one that may: standard output can be a file on a full disk. The
 * first line that fails is told on standard error; later ones are tried in silence.
 *
 * @param write Writes a line.
 *
 * @example
 * ```ts
 * import { unfailing } from "./line_writer.ts";
 *
 * unfailing(() => {
 *   throw new Error("No space left on device.");
 * })("a line");
 * ```
 */
export function unfailing(write: (line: string) => void): (line: string) => void {
  let told = false;
  return (line) => {
    try {
      write(line);
    } catch (error) {
      if (told) return;
      told = true;
      tell(`${(error as Error).message} The run goes on without it.`);
    }
  };
}

function tell(line: string): void {
  try {
    console.error(line);
  } catch {
    // Standard error may be the same file.
  }
}
