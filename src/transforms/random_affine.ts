/** Images that are turned, moved, scaled and sheared, by chance. */
import { given, requireEach, settle } from "../options/settle.ts";
import { imageTransform } from "../pixels/image_transform.ts";
import { roundHalfEven } from "../pixels/round_half_even.ts";
import { between, type Bounds, boundsOf } from "../pixels/one_or_two.ts";
import { affine, requireFill, warp, warpingOf, type WarpingOptions } from "../pixels/warp.ts";
import type { Transform } from "../transform.ts";

/** How far images go. */
export interface RandomAffineOptions extends WarpingOptions {
  /** How far they are turned at most in both directions, or the least and the largest angle, in degrees, clockwise. Default 0. */
  readonly degrees?: number | Bounds;
  /** How far they are moved at most in both directions, as shares of their width and height. Default [0, 0]. */
  readonly translate?: readonly [x: number, y: number];
  /** The least and the largest factor. Default [1, 1]. */
  readonly scale?: Bounds;
  /** How far they are sheared along their width at most, or the least and the largest angle, in degrees. Default 0. */
  readonly shear?: number | Bounds;
  /** The same along their height. Default 0. */
  readonly shearY?: number | Bounds;
}

/**
 * Turns, moves, scales and shears an image around its middle, with its masks, boxes and points (`RandomAffine` of torchvision).
 *
 * @throws {RangeError} If an option is out of range.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { randomAffine } from "jsr:@raptor/raptor";
 *
 * const sample = { x: { dtype: "uint8", shape: [1, 4, 1], data: Uint8Array.of(1, 2, 3, 4) }, y: 0 };
 * // The largest number there is below 1 moves it half of its width to the right.
 * const moved = randomAffine({ translate: [0.5, 0] })(sample, () => 1 - 2 ** -32);
 * assertEquals(moved.x.data, Uint8Array.of(0, 0, 1, 2));
 * ```
 */
export function randomAffine(options: RandomAffineOptions = {}): Transform {
  const { degrees = 0, translate = [0, 0], scale = [1, 1], shear = 0, shearY = 0 } = given(options);
  const { method = "nearest", fill = 0, maskFill = 0 } = given(options);
  const told = { degrees, translate, scale, shear, shearY, method, fill, maskFill };
  const settings = settle("randomAffine", options, told);
  const both = (name: string, value: number | Bounds) => boundsOf("randomAffine", name, value, (most) => [-most, most]);
  const turns = both("degrees", degrees), alongX = both("shear", shear), alongY = both("shearY", shearY);
  const factors = boundsOf("randomAffine", "scale", scale, (only) => [only, only], 1e-6);
  requireEach("randomAffine", "in [0, 1]", { translate });
  if (translate.length as number !== 2) {
    throw new RangeError(
      `Cannot make randomAffine as translate must be two numbers, of width and height: got ${translate.join(", ")}.`,
    );
  }
  const warping = warpingOf("randomAffine", { method, fill, maskFill });
  return imageTransform("randomAffine", {
    outputShape: (shape) => requireFill("randomAffine", fill, shape),
    move(shape, next) {
      const [height, width] = shape, size = [height, width] as const;
      const by = (most: number) => roundHalfEven(between([-most, most], next));
      const angle = between(turns, next);
      const drawn = {
        angle,
        translate: [by(translate[0] * width), by(translate[1] * height)] as const,
        scale: between(factors, next),
        shear: [between(alongX, next), between(alongY, next)] as const,
      };
      return warp(affine(drawn, size, size), shape, size, warping);
    },
  }, { module: import.meta.url, options: settings });
}
