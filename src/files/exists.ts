/** Whether something is there, of any kind. */

/**
 * Whether there is something under a path.
 *
 * @throws {Error} If that cannot be told, as without permission to read.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { exists } from "./exists.ts";
 *
 * assertEquals(await exists("/no/such/file"), false);
 * ```
 */
export async function exists(path: string): Promise<boolean> {
  try {
    await Deno.stat(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) return false;
    throw error;
  }
}
