/** Images that are out of focus. */
import { given, requireRange, settle } from "../options/settle.ts";
import { byChance } from "../pixels/image_transform.ts";
import { retouches } from "../pixels/retouch.ts";
import { between, type Bounds, boundsOf } from "../pixels/one_or_two.ts";
import type { Transform } from "../transform.ts";

/** How much images are blurred. */
export interface GaussianBlurOptions {
  /** The side of the window that is looked at, in pixels; odd. */
  readonly size: number;
  /** The standard deviation in pixels, or the least and the largest to draw from. Default [0.1, 2]. */
  readonly sigma?: number | Bounds;
  /** The chance that an image is changed, in [0, 1]. Default 1. */
  readonly chance?: number;
}

/**
 * Blurs an image by a Gaussian (`GaussianBlur` of torchvision); borders are mirrored.
 *
 * @throws {RangeError} If an option is out of range; later, if an image is smaller than half the window.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { gaussianBlur } from "jsr:@raptor/raptor";
 *
 * const sample = { x: { dtype: "uint8", shape: [3, 3, 1], data: new Uint8Array(9).fill(7) }, y: 0 };
 * assertEquals(gaussianBlur({ size: 3 })(sample, () => 0.5).x.data, new Uint8Array(9).fill(7));
 * ```
 */
export function gaussianBlur(options: GaussianBlurOptions): Transform {
  const { size, sigma = [0.1, 2], chance = 1 } = given(options);
  const settings = settle("gaussianBlur", options, { size, sigma, chance });
  requireRange("gaussianBlur", "a whole number of at least 1", { size });
  if (size % 2 === 0) {
    throw new RangeError(
      `Cannot make gaussianBlur as size must be odd: got ${size}. A pixel then has as many on each side.`,
    );
  }
  const span = boundsOf("gaussianBlur", "sigma", sigma, (value) => [value, value], 1e-3);
  const made = { module: import.meta.url, settings, chance };
  return byChance("gaussianBlur", made, (next) => retouches.blur(size, between(span, next)));
}
