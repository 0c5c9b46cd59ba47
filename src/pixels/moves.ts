/** Images on a canvas of another size, or parts of them in another one, and what goes with them. */
import type { ImageShape, Move } from "../transform.ts";
import type { Box, Resampler } from "./resample.ts";

/** Where an image is put. */
export interface Canvas {
  /** The row of the canvas in which the image begins; a negative one cuts rows off. */
  readonly top: number;
  /** The column in which it begins. */
  readonly left: number;
  /** Rows of the canvas. */
  readonly height: number;
  /** Columns of the canvas. */
  readonly width: number;
  /** The byte where no image is. Default 0. */
  readonly fill?: number;
  /** The class of such places in a mask. Default 0. */
  readonly maskFill?: number;
}

/**
 * Puts an image somewhere on a canvas, with its masks, boxes and points.
 *
 * @param shape Of the image.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { placed } from "./moves.ts";
 *
 * const move = placed([1, 2, 1], { top: 0, left: 1, height: 1, width: 4, fill: 9 }), canvas = new Uint8Array(4);
 * move.image(Uint8Array.of(1, 2), canvas);
 * assertEquals([[...canvas], move.point(2, 1)], [[9, 1, 2, 9], [3, 1]]);
 * ```
 */
export function placed(shape: ImageShape, canvas: Canvas): Move {
  const [rows, columns, channels] = shape, { top, left, height, width, fill = 0, maskFill = 0 } = canvas;
  const first = Math.max(left, 0), last = Math.min(left + columns, width);
  const put = (channels: number, fill: number) => (from: Uint8Array, to: Uint8Array) => {
    to.fill(fill);
    if (last <= first) return;
    for (let y = Math.max(top, 0); y < Math.min(top + rows, height); y++) {
      const row = (y - top) * columns - left;
      to.set(from.subarray((row + first) * channels, (row + last) * channels), (y * width + first) * channels);
    }
  };
  return { image: put(channels, fill), mask: put(1, maskFill), point: (x, y) => [x + left, y + top] };
}

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
 * import { resized } from "./moves.ts";
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
      const across = nearest(width, columns);
      let at = 0;
      for (const y of nearest(height, rows)) {
        const row = (top + y) * shape[1] + left;
        for (const x of across) to[at++] = from[row + x]!;
      }
    },
    point: (x, y) => [(x - left) * columns / width, (y - top) * rows / height],
  };
}

/** The old place of each new one. PyTorch reckons in float32, where 55 times a 55th is less than 1: so does this, to its pixel. */
function nearest(size: number, newSize: number): Int32Array {
  const step = Math.fround(Math.fround(size) / Math.fround(newSize));
  return Int32Array.from({ length: newSize }, (_, at) => Math.min(Math.floor(Math.fround(at * step)), size - 1));
}
