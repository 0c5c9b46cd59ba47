/** A window at a random place of an image with a black border. */
import { given, settle } from "../options/settle.ts";
import { imageTransform } from "../pixels/image_transform.ts";
import type { Sides } from "../pixels/one_or_two.ts";
import type { Crop, ImageShape, Transform } from "../transform.ts";

/** Which window is cut. */
export interface RandomCropOptions {
  /** Height and width of the window in pixels, or one number for both. */
  readonly size: Sides;
  /** Black pixels put around the image first, on each side. Default 0. */
  readonly padding?: number;
}

/**
 * Cuts a window at a random place, every place as likely (`RandomCrop` of torchvision).
 *
 * @throws {RangeError} If a size or padding is no whole number of pixels; later, if an image is smaller than the window.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { randomCrop } from "jsr:@raptor/raptor";
 *
 * const crop = randomCrop({ size: 2, padding: 1 });
 * const sample = { x: { dtype: "uint8", shape: [2, 2, 1], data: Uint8Array.of(1, 2, 3, 4) }, y: 0 };
 * assertEquals(crop(sample, () => 0).x.data, Uint8Array.of(0, 0, 0, 1));
 * ```
 */
export function randomCrop(options: RandomCropOptions): Transform {
  const { size, padding = 0 } = given(options);
  const settings = settle("randomCrop", options, { size, padding });
  const sides = Array.isArray(size) ? size : [size, size], [rows, columns] = sides;
  const isSize = sides.length === 2 && sides.every((side) => Number.isSafeInteger(side) && side > 0);
  if (!isSize || !(Number.isSafeInteger(padding) && padding >= 0)) {
    throw new RangeError(
      `Cannot crop images as size must be 1 pixel or more and padding 0 or more: got ${size} and ${padding}. ` +
        "The usual crop for CIFAR is { size: 32, padding: 4 }.",
    );
  }
  return imageTransform("randomCrop", {
    outputShape([height, width, channels]: ImageShape): ImageShape {
      if (height + 2 * padding < rows || width + 2 * padding < columns) {
        throw new RangeError(
          `Cannot crop images as the window must fit into the image with its padding: got ${size} pixels out of ` +
            `${height} x ${width} with a padding of ${padding}. Take a smaller size or a larger padding.`,
        );
      }
      return [rows, columns, channels];
    },
    crop([height, width]: ImageShape, next: () => number): Crop {
      const top = Math.floor(next() * (height + 2 * padding - rows + 1)) - padding;
      const left = Math.floor(next() * (width + 2 * padding - columns + 1)) - padding;
      return { top, left, height: rows, width: columns, mirrored: false };
    },
  }, { module: import.meta.url, options: settings });
}
