/**
 * Images that are turned, sheared, scaled or seen from aside: where each new pixel comes from, what goes with it, and
 * the options of that.
 */
import type { ImageShape, Move } from "../transform.ts";
import type { Brush } from "./brush.ts";
import {
  affine,
  type Affinity,
  type Corners,
  inverse,
  type Matrix,
  perspective,
  type Size,
  taken,
} from "./warp/matrix.ts";
import { displaced, smoothed, smoothField } from "./warp/field.ts";
import { bilinear, type Fill, fillsOf, nearest } from "./warp/sample.ts";
import { requireEach, requireOneOf, requireRange } from "../options/settle.ts";

export { affine, type Affinity, type Corners, type Fill, type Matrix, perspective, type Size };
export { displaced, smoothed, smoothField };

/** How new pixels are made of old ones. */
export interface Warping {
  /** The nearest old pixel, or a mean of four. */
  readonly method: "nearest" | "bilinear";
  /** What is shown where the old image has nothing: one number for all channels, or one for each. */
  readonly fill: Fill;
  /** The class of what a mask does not know. */
  readonly maskFill: number;
  /** What moves many pixels at a time where there is no perspective. Default one after the other. */
  readonly brush?: Brush;
}

/**
 * Moves pixels by a matrix.
 *
 * @param matrix From places of the new image to places of the old one, in pixels from the top left corner.
 * @param shape Of the old image.
 * @param size Of the new one.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { warp } from "./warp.ts";
 *
 * // What is new lies one column further left than it did.
 * const move = warp([1, 0, 1, 0, 1, 0, 0, 0, 1], [1, 3, 1], [1, 3], { method: "nearest", fill: 9, maskFill: 0 });
 * const image = new Uint8Array(3);
 * move.image(Uint8Array.of(1, 2, 3), image);
 * assertEquals([[...image], move.point(2, 0.5)], [[2, 3, 9], [1, 0.5]]);
 * ```
 */
export function warp(matrix: Matrix, [height, width, channels]: ImageShape, size: Size, warping: Warping): Move {
  const { method, fill, maskFill, brush } = warping, sample = method === "nearest" ? nearest : bilinear;
  const there = inverse(matrix), isFlat = matrix[6] === 0 && matrix[7] === 0 && matrix[8] === 1;
  const isPainted = method === "nearest" && isFlat && channels <= 4 && size[0] === height && size[1] === width;
  return {
    image(from, to) {
      if (brush === undefined || !isPainted) sample(from, to, [height, width], size, channels, matrix, fill);
      else brush.nearest(from, to, [height, width, channels], matrix, fillsOf(fill, channels));
    },
    mask: (from, to) => nearest(from, to, [height, width], size, 1, matrix, maskFill),
    point: (x, y) => taken(there, x, y),
  };
}

/** How new pixels are made of old ones. */
export interface WarpingOptions {
  /** The nearest old pixel, or a mean of four. Default `nearest`, of `randomPerspective` `bilinear`. */
  readonly method?: "nearest" | "bilinear";
  /** The byte that is shown where the image has nothing: one for all channels, or one for each. Default 0. */
  readonly fill?: number | readonly number[];
  /** The class of such places in a mask. Default 0. */
  readonly maskFill?: number;
}

/**
 * Refuses options that are out of range.
 *
 * @example
 * ```ts
 * import { assertThrows } from "@std/assert";
 * import { warpingOf } from "./warp.ts";
 *
 * assertThrows(() => warpingOf("randomAffine", { method: "nearest", fill: -1, maskFill: 0 }), RangeError);
 * ```
 */
export function warpingOf(part: string, { method, fill, maskFill }: Required<WarpingOptions>): Warping {
  requireOneOf(part, ["nearest", "bilinear"], { method });
  if (Array.isArray(fill)) requireEach(part, "a whole number from 0 to 255", { fill });
  else requireRange(part, "a whole number from 0 to 255", { fill });
  requireRange(part, "a whole number from 0 to 255", { maskFill });
  return { method, fill, maskFill };
}

/**
 * Refuses images with more or fewer channels than a fill has numbers.
 *
 * @returns The shape, as nothing becomes larger.
 *
 * @example
 * ```ts
 * import { assertEquals, assertThrows } from "@std/assert";
 * import { requireFill } from "./warp.ts";
 *
 * assertEquals(requireFill("randomAffine", [1, 2, 3], [8, 8, 3]), [8, 8, 3]);
 * assertThrows(() => requireFill("randomAffine", [1, 2, 3], [8, 8, 1]), RangeError);
 * ```
 */
export function requireFill(part: string, fill: Fill, shape: ImageShape): ImageShape {
  if (typeof fill === "number" || fill.length === shape[2]) return shape;
  throw new RangeError(
    `Cannot use ${part} as fill must be a byte, or one for each channel: got ${fill.length} for ${
      shape[2]
    } channels. ` +
      "Give one number for all of them.",
  );
}
