/** Files of text. */
import { unreadable } from "./require_file.ts";

/**
 * Reads a file of text, without the byte order mark that tools of Windows put at its beginning, and that is no JSON.
 *
 * @param path Where it is.
 * @throws {Deno.errors.NotFound} If it is not there; for a folder, or a file of someone else, as Deno does, in a sentence.
 *
 * @example
 * ```ts
 * import { assertRejects } from "@std/assert";
 * import { readText } from "./read_text.ts";
 *
 * await assertRejects(() => readText("nowhere.json"), Deno.errors.NotFound, "must be a file that may be read: got no such file");
 * ```
 */
export async function readText(path: string | URL): Promise<string> {
  try {
    return (await Deno.readTextFile(path)).replace(/^\ufeff/, "");
  } catch (error) {
    throw unreadable(path, error);
  }
}
