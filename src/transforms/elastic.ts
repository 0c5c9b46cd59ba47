/** Images as they are seen through moving water, by chance. */
import { given, requireRange, settle } from "../options/settle.ts";
import { imageTransform } from "../pixels/image_transform.ts";
import { displaced, requireFill, smoothField, warpingOf, type WarpingOptions } from "../pixels/warp.ts";
import type { Transform } from "../transform.ts";

/** How far pixels go, and how alike neighbours do. */
export interface ElasticOptions extends WarpingOptions {
  /** How far pixels go: twice the pixels of a move before it is smoothed. Default 50. */
  readonly alpha?: number;
  /** The standard deviation, in pixels, of the Gaussian by which moves are smoothed. Default 5. */
  readonly sigma?: number;
  /** The chance that an image is changed, in [0, 1]. Default 1. */
  readonly chance?: number;
}

/**
 * Moves each pixel by a field that is drawn and smoothed, with masks, boxes and points (Simard et al., 2003; `ElasticTransform` of torchvision).
 * A point goes back by the move of its own place, which is nearly where the pixel went.
 *
 * @throws {RangeError} If an option is out of range.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { elastic, generator } from "jsr:@raptor/raptor";
 *
 * const x = { dtype: "uint8", shape: [32, 32, 1], data: new Uint8Array(1024).map((_, i) => i % 32 * 8) };
 * const moved = elastic({ alpha: 200 })({ x, y: 0 }, generator(1)).x.data;
 * assertEquals(moved.length, 1024);
 * assertEquals(elastic({ alpha: 0 })({ x, y: 0 }, generator(1)).x.data, x.data);
 * ```
 */
export function elastic(options: ElasticOptions = {}): Transform {
  const { alpha = 50, sigma = 5, chance = 1, method = "bilinear", fill = 0, maskFill = 0 } = given(options);
  const settings = settle("elastic", options, { alpha, sigma, chance, method, fill, maskFill });
  requireRange("elastic", "a finite number of at least 0", { alpha, sigma });
  requireRange("elastic", "in [0, 1]", { chance });
  const warping = warpingOf("elastic", { method, fill, maskFill });
  return imageTransform("elastic", {
    outputShape: (shape) => requireFill("elastic", fill, shape),
    move(shape, next) {
      const [height, width] = shape, size = [height, width] as const;
      const strength = next() < chance ? alpha / 2 : 0;
      const field = (): Float32Array =>
        strength === 0 ? new Float32Array(height * width) : smoothField(size, sigma, strength, next);
      return displaced(field(), field(), shape, warping);
    },
  }, { module: import.meta.url, options: settings });
}
