/** The middle of an image. */
import { given, settle } from "../options/settle.ts";
import { imageTransform } from "../pixels/image_transform.ts";
import { type Sides, sidesOf } from "../pixels/one_or_two.ts";
import type { Crop, ImageShape, Transform } from "../transform.ts";
import { roundHalfEven } from "../pixels/round_half_even.ts";

/** How much is kept. */
export interface CenterCropOptions {
  /** Height and width of the window in pixels, or one number for both. */
  readonly size: Sides;
}

/**
 * Cuts a window out of the middle (`CenterCrop` of torchvision, which would also take smaller images).
 *
 * @throws {RangeError} If the size is no whole number of pixels; later, if an image is smaller than the window.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { centerCrop } from "jsr:@raptor/raptor";
 *
 * const sample = { x: { dtype: "uint8", shape: [1, 3, 1], data: Uint8Array.of(1, 2, 3) }, y: 0 };
 * assertEquals(centerCrop({ size: 1 })(sample, () => 0).x.data, Uint8Array.of(2));
 * ```
 */
export function centerCrop(options: CenterCropOptions): Transform {
  const { size } = given(options);
  const settings = settle("centerCrop", options, { size });
  const [rows, columns] = sidesOf("crop images", size, "A usual size is 224.");
  return imageTransform("centerCrop", {
    outputShape([height, width, channels]: ImageShape): ImageShape {
      if (height < rows || width < columns) {
        throw new RangeError(
          `Cannot crop images as the window must fit into the image: got ${
            typeof size === "number" ? size : size.join(" x ")
          } ` +
            `pixels out of ${height} x ${width}. Put resize({ size: ${
              Math.max(rows, columns)
            } }) or a larger one before it.`,
        );
      }
      return [rows, columns, channels];
    },
    crop([height, width]: ImageShape): Crop {
      const top = roundHalfEven((height - rows) / 2), left = roundHalfEven((width - columns) / 2);
      return { top, left, height: rows, width: columns, mirrored: false };
    },
  }, { module: import.meta.url, options: settings });
}
