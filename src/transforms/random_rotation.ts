/** Images that are turned, by chance. */
import { given, settle } from "../options/settle.ts";
import { imageTransform } from "../pixels/image_transform.ts";
import { between, type Bounds, boundsOf } from "../pixels/one_or_two.ts";
import { affine, requireFill, warp, warpingOf, type WarpingOptions } from "../pixels/warp.ts";
import type { Transform } from "../transform.ts";

/** How far images are turned. */
export interface RandomRotationOptions extends WarpingOptions {
  /** How far at most in both directions, or the least and the largest angle, in degrees, counter-clockwise. */
  readonly degrees: number | Bounds;
}

/**
 * Turns an image around its middle, with its masks, boxes and points (`RandomRotation` of torchvision). `degrees: [90, 90]` is
 * always the same; a box encloses the one that was turned.
 *
 * @throws {RangeError} If an option is out of range.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { randomRotation } from "jsr:@raptor/raptor";
 *
 * const sample = { x: { dtype: "uint8", shape: [2, 2, 1], data: Uint8Array.of(1, 2, 3, 4) }, y: 0 };
 * assertEquals(randomRotation({ degrees: [90, 90] })(sample, () => 0).x.data, Uint8Array.of(2, 4, 1, 3));
 * ```
 */
export function randomRotation(options: RandomRotationOptions): Transform {
  const { degrees, method = "nearest", fill = 0, maskFill = 0 } = given(options);
  const settings = settle("randomRotation", options, { degrees, method, fill, maskFill });
  const span = boundsOf("randomRotation", "degrees", degrees, (most) => [-most, most]);
  const warping = warpingOf("randomRotation", { method, fill, maskFill });
  return imageTransform("randomRotation", {
    outputShape: (shape) => requireFill("randomRotation", fill, shape),
    move(shape, next) {
      const size = [shape[0], shape[1]] as const, angle = -between(span, next);
      return warp(affine({ angle, translate: [0, 0], scale: 1, shear: [0, 0] }, size, size), shape, size, warping);
    },
  }, { module: import.meta.url, options: settings });
}
