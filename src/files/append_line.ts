/** Files that grow by lines, such as logs. */
import { writeError } from "./write_error.ts";

/**
 * Appends a line to a file, which is made where it is missing.
 *
 * @param path The file. Its folder must exist.
 * @param line Without its end.
 * @throws {Error} Of Deno's class, if the disk does not take it; the message names the file and a way out.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { appendLine } from "./append_line.ts";
 *
 * const path = await Deno.makeTempFile();
 * for (const line of ["one", "two"]) appendLine(path, line);
 * assertEquals(await Deno.readTextFile(path), "one\ntwo\n");
 * await Deno.remove(path);
 * ```
 */
export function appendLine(path: string, line: string): void {
  try {
    Deno.writeTextFileSync(path, line + "\n", { append: true });
  } catch (error) {
    throw writeError(path, error);
  }
}
