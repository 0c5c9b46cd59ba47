/** Whole images in one size, whatever their proportions. */
import { given, requireRange, settle } from "../options/settle.ts";
import { bytesOf } from "../pixels/bytes_of.ts";
import { imageTransform } from "../pixels/image_transform.ts";
import { resampler } from "../pixels/resample.ts";
import { resized } from "../pixels/moves.ts";
import { type Sides, sidesOf } from "../pixels/one_or_two.ts";
import type { ImageShape, Move, Transform } from "../transform.ts";

/** How large images become, and what is beside them. */
export interface LetterboxOptions {
  /** Height and width of what comes out in pixels, or one number for both. */
  readonly size: Sides;
  /** The byte beside the image. Default 114, as detectors have it. */
  readonly fill?: number;
  /** The class of such places in a mask. Default 0. */
  readonly maskFill?: number;
}

/**
 * Makes an image as large as fits into a frame, keeps its proportions, and puts it into the middle (as detectors of the YOLO
 * kind do); masks, boxes and points go with it. So images of all shapes meet in a batch and nothing is cut off.
 *
 * @throws {RangeError} If an option is out of range.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { letterbox } from "jsr:@raptor/raptor";
 *
 * const sample = { x: { dtype: "uint8", shape: [1, 2, 1], data: Uint8Array.of(5, 5) }, y: 0 };
 * assertEquals(letterbox({ size: [3, 2], fill: 9 })(sample, () => 0).x.data, Uint8Array.of(9, 9, 5, 5, 9, 9));
 * ```
 */
export function letterbox(options: LetterboxOptions): Transform {
  const { size, fill = 114, maskFill = 0 } = given(options);
  const settings = settle("letterbox", options, { size, fill, maskFill });
  const [rows, columns] = sidesOf("letterbox images", size, "A usual size is 640.");
  requireRange("letterbox", "a whole number from 0 to 255", { fill, maskFill });
  const resample = resampler();
  return imageTransform("letterbox", {
    outputShape: ([, , channels]) => [rows, columns, channels],
    move(shape: ImageShape): Move {
      const [height, width, channels] = shape, factor = Math.min(rows / height, columns / width);
      const inner = [Math.max(1, Math.round(height * factor)), Math.max(1, Math.round(width * factor))] as const;
      const top = Math.floor((rows - inner[0]) / 2), left = Math.floor((columns - inner[1]) / 2);
      const small = resized(resample, shape, { top: 0, left: 0, height, width }, inner);
      const framed = (make: Move["image"], channels: number, fill: number) => (from: Uint8Array, to: Uint8Array) => {
        const image = new Uint8Array(bytesOf([...inner, channels])), row = inner[1] * channels;
        make(from, image);
        to.fill(fill);
        for (let y = 0; y < inner[0]; y++) {
          to.set(image.subarray(y * row, (y + 1) * row), ((top + y) * columns + left) * channels);
        }
      };
      return {
        image: framed(small.image, channels, fill),
        mask: framed(small.mask, 1, maskFill),
        point(x, y) {
          const [newX, newY] = small.point(x, y);
          return [newX + left, newY + top];
        },
      };
    },
  }, { module: import.meta.url, options: settings });
}
