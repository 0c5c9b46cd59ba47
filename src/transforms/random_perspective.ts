/** Images as they are seen from aside, by chance. */
import { given, requireRange, settle } from "../options/settle.ts";
import { imageTransform } from "../pixels/image_transform.ts";
import { type Corners, perspective, requireFill, warp, warpingOf, type WarpingOptions } from "../pixels/warp.ts";
import type { Transform } from "../transform.ts";

/** How far aside. */
export interface RandomPerspectiveOptions extends WarpingOptions {
  /** How far each corner goes inwards at most, as a share of half the image, in [0, 1). Default 0.5. */
  readonly distortion?: number;
  /** The chance that an image is changed, in [0, 1]. Default 0.5. */
  readonly chance?: number;
}

/**
 * Moves the corners of an image inwards, each by itself, with its masks, boxes and points (`RandomPerspective` of torchvision). A
 * box encloses what became of the four corners it had. An image of one row or column stays as it is.
 *
 * @throws {RangeError} If an option is out of range.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { randomPerspective } from "jsr:@raptor/raptor";
 *
 * const sample = { x: { dtype: "uint8", shape: [1, 2, 1], data: Uint8Array.of(1, 2) }, y: 0 };
 * assertEquals(randomPerspective({ chance: 0 })(sample, () => 0).x.data, Uint8Array.of(1, 2));
 * ```
 */
export function randomPerspective(options: RandomPerspectiveOptions = {}): Transform {
  const { distortion = 0.5, chance = 0.5, method = "bilinear", fill = 0, maskFill = 0 } = given(options);
  const settings = settle("randomPerspective", options, { distortion, chance, method, fill, maskFill });
  requireRange("randomPerspective", "in [0, 1)", { distortion });
  requireRange("randomPerspective", "in [0, 1]", { chance });
  const warping = warpingOf("randomPerspective", { method, fill, maskFill });
  return imageTransform("randomPerspective", {
    outputShape: (shape) => requireFill("randomPerspective", fill, shape),
    move(shape, next) {
      const [height, width] = shape, size = [height, width] as const, right = width - 1, low = height - 1;
      const old: Corners = [[0, 0], [right, 0], [right, low], [0, low]];
      // Of one row or column two corners are one: there is nothing to see from aside.
      if (!(next() < chance) || right === 0 || low === 0) {
        return warp([1, 0, 0, 0, 1, 0, 0, 0, 1], shape, size, { ...warping, method: "nearest" });
      }
      // Whole pixels, as torchvision draws them.
      const inwards = (side: number) => Math.floor(next() * (Math.floor(distortion * Math.floor(side / 2)) + 1));
      const now = old.map(([x, y]) =>
        [
          x === 0 ? inwards(width) : right - inwards(width),
          y === 0 ? inwards(height) : low - inwards(height),
        ] as const
      );
      return warp(perspective(old, now), shape, size, warping);
    },
  }, { module: import.meta.url, options: settings });
}
