/** Paths that a file names: those of its own folder alone, as it could name any file of the machine. */
import { isAbsolute, join, normalize } from "node:path";

/**
 * The path of a file by the name that another file tells; undefined where it leads out of the folder, or is no name.
 *
 * @param folder The folder.
 * @param name What was told, such as `train/cat.jpg`.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { within } from "./within.ts";
 *
 * assertEquals(within("data", "train/cat.jpg"), "data/train/cat.jpg");
 * assertEquals(["../key.png", "a/../../b.png", "a\0.png"].map((name) => within("data", name)), [undefined, undefined, undefined]);
 * ```
 */
export function within(folder: string, name: string): string | undefined {
  const path = normalize(name.replaceAll("\\", "/"));
  const leaves = path === ".." || path.startsWith("../") || name.includes("\0") ||
    isAbsolute(path) && name.startsWith("//");
  return leaves ? undefined : join(folder, name);
}
