/** Images that are put on a canvas of another size, or cut by its borders, and what goes with them. */
import type { ImageShape, Move } from "../transform.ts";

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
 * import { placed } from "./placed.ts";
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
