/** Transforms that only crop and mirror. */
import type { ImageShape, Transform } from "../transform.ts";
import { crop, cut, whole } from "./frame.ts";

/**
 * Makes a transform of what it crops.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { cropping } from "./image_transform.ts";
 *
 * const firstRow = cropping({
 *   name: "firstRow",
 *   outputShape: ([, width, channels]) => [1, width, channels],
 *   crop: ([, width]) => ({ top: 0, left: 0, height: 1, width, mirrored: false }),
 * });
 * const row = new Uint8Array(2);
 * firstRow.apply(Uint8Array.of(1, 2, 3, 4), row, [2, 2, 1], () => 0);
 * assertEquals(row, Uint8Array.of(1, 2));
 * ```
 */
export function cropping(parts: Omit<Transform, "apply"> & Required<Pick<Transform, "crop">>): Transform {
  return Object.freeze({
    ...parts,
    apply(from: Uint8Array, to: Uint8Array, shape: ImageShape, next: () => number) {
      cut(crop(whole(shape), parts.crop(shape, next)), from, to);
    },
  });
}
