/** Files that are to be read: whether they are there, before anything looks into them. */
import { visible } from "../terminal/visible.ts";

/** What the system calls a file that cannot be read, and what that is. */
const CAUSES: readonly [new (message: string, options?: ErrorOptions) => Error, string][] = [
  [Deno.errors.NotFound, "no such file"],
  [Deno.errors.IsADirectory, "a folder"],
  [Deno.errors.PermissionDenied, "one of someone else"],
];

/**
 * Refuses a path at which there is no file that may be read.
 *
 * @param path Where it should be.
 * @throws {Deno.errors.NotFound} If it is not there; for a folder as Deno does where one is read, in a sentence.
 *
 * @example
 * ```ts
 * import { assertRejects } from "@std/assert";
 * import { requireFile } from "./require_file.ts";
 *
 * const folder = await Deno.makeTempDir();
 * await assertRejects(() => requireFile(folder), Deno.errors.IsADirectory, "must be a file that may be read: got a folder");
 * await Deno.remove(folder);
 * ```
 */
export async function requireFile(path: string | URL): Promise<void> {
  try {
    if ((await Deno.stat(path)).isDirectory) throw new Deno.errors.IsADirectory();
  } catch (error) {
    throw unreadable(path, error);
  }
}

/**
 * The error of who could not read a file, as a sentence where it is of a kind that is known.
 *
 * @param path The file.
 * @param error What the system said.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { unreadable } from "./require_file.ts";
 *
 * const { message } = unreadable("a.csv", new Deno.errors.NotFound("os error 2")) as Error;
 * assertEquals(message, "Cannot read a.csv as it must be a file that may be read: got no such file. Check its path.");
 * ```
 */
export function unreadable(path: string | URL, error: unknown): unknown {
  const [Kind, got] = CAUSES.find(([Kind]) => error instanceof Kind) ?? [];
  if (Kind === undefined) return error;
  const place = visible(String(path));
  return new Kind(`Cannot read ${place} as it must be a file that may be read: got ${got}. Check its path.`, {
    cause: error,
  });
}
