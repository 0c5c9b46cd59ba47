/** The file system as far as Deno may read it without a question: what may not be read is taken as missing. */

/**
 * Whether a path is a file.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { isFile, list } from "./readable.ts";
 *
 * assertEquals([isFile("/no/such/file"), list("/no/such/folder")], [false, []]);
 * ```
 */
export function isFile(path: string): boolean {
  if (!mayRead(path)) return false;
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

/** The names in a folder, sorted. */
export function list(folder: string): string[] {
  if (!mayRead(folder)) return [];
  try {
    return Array.from(Deno.readDirSync(folder), ({ name }) => name).toSorted();
  } catch {
    return [];
  }
}

/** Whether a path may be read. */
export function mayRead(path: string): boolean {
  return Deno.permissions.querySync({ name: "read", path }).state === "granted";
}
