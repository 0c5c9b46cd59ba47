/** Files of text. */
import { visible } from "../terminal/visible.ts";

/** What the system calls a file that cannot be read, and what that is. */
const CAUSES: readonly [new (message: string, options?: ErrorOptions) => Error, string][] = [
  [Deno.errors.NotFound, "no such file"],
  [Deno.errors.IsADirectory, "a folder"],
  [Deno.errors.PermissionDenied, "one of someone else"],
];

/**
 * Reads a file of text.
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
    return await Deno.readTextFile(path);
  } catch (error) {
    for (const [Kind, got] of CAUSES) {
      if (!(error instanceof Kind)) continue;
      const text = `Cannot read ${
        visible(String(path))
      } as it must be a file that may be read: got ${got}. Check its path.`;
      throw new Kind(text, { cause: error });
    }
    throw error;
  }
}
