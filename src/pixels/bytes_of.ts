/** How large images are. */
import type { ImageShape } from "../transform.ts";

/**
 * The bytes of an image.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { bytesOf } from "./bytes_of.ts";
 *
 * assertEquals(bytesOf([32, 32, 3]), 3072);
 * ```
 */
export function bytesOf([height, width, channels]: ImageShape): number {
  return height * width * channels;
}
