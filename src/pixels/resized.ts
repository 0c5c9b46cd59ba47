/** Parts of images in another size, and what goes with them. */
import type { ImageShape, Move } from "../transform.ts";
import type { Box, Resampler } from "./resample.ts";

/**
 * Makes a part of an image as large as asked for, with its masks, boxes and points. Masks take the pixel that PyTorch's
 * `nearest` takes: none are mixed.
 *
 * @param resample How bytes of images are mixed.
 * @param shape Of the image.
 * @param box The part of it.
 * @param size Of what comes out.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { resampler } from "./resample.ts";
 * import { resized } from "./resized.ts";
 *
 * const half = resized(resampler(), [1, 4, 3], { top: 0, left: 0, height: 1, width: 4 }, [1, 2]);
 * const mask = new Uint8Array(2);
 * half.mask(Uint8Array.of(0, 10, 100, 110), mask);
 * assertEquals([[...mask], half.point(4, 1)], [[0, 100], [2, 1]]);
 * ```
 */
export function resized(
  resample: Resampler,
  shape: ImageShape,
  box: Box,
  size: readonly [height: number, width: number],
): Move {
  const [rows, columns] = size, { top, left, height, width } = box;
  return {
    image: (from, to) => resample(from, to, shape, box, size),
    mask(from, to) {
      let at = 0;
      for (let y = 0; y < rows; y++) {
        const row = (top + Math.min(Math.floor(y * height / rows), height - 1)) * shape[1] + left;
        for (let x = 0; x < columns; x++) to[at++] = from[row + Math.min(Math.floor(x * width / columns), width - 1)]!;
      }
    },
    point: (x, y) => [(x - left) * columns / width, (y - top) * rows / height],
  };
}
