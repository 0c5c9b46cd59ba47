/** A part of an image of random size, place and proportions, always as large in the end. */
import { given, settle } from "../options/settle.ts";
import { imageTransform } from "../pixels/image_transform.ts";
import { type Box, resampler } from "../pixels/resample.ts";
import { resized } from "../pixels/moves.ts";
import { roundHalfEven } from "../pixels/round_half_even.ts";
import { type Sides, sidesOf } from "../pixels/one_or_two.ts";
import type { ImageShape, Transform } from "../transform.ts";

/** Which parts are taken. */
export interface RandomResizedCropOptions {
  /** Height and width of what comes out in pixels, or one number for both. */
  readonly size: Sides;
  /** The least and the largest share of the image's area that is taken. Default [0.08, 1]. */
  readonly scale?: readonly [least: number, most: number];
  /** The least and the largest width, as a multiple of the height. Default [3 / 4, 4 / 3]. */
  readonly ratio?: readonly [least: number, most: number];
}

/**
 * Takes a random part of an image and resizes it: how networks for ImageNet are trained
 * (`RandomResizedCrop` of torchvision, after Szegedy et al., 2015). Where no part fits in ten draws, the largest one in the
 * middle that keeps the proportions is taken.
 *
 * @throws {RangeError} If the size is no whole number of pixels, or a range is not one.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { randomResizedCrop } from "jsr:@raptor/raptor";
 *
 * assertEquals(randomResizedCrop({ size: 224 }).pixels?.outputShape([375, 500, 3]), [224, 224, 3]);
 * ```
 */
export function randomResizedCrop(options: RandomResizedCropOptions): Transform {
  const { size, scale = [0.08, 1], ratio = [3 / 4, 4 / 3] } = given(options);
  const settings = settle("randomResizedCrop", options, { size, scale, ratio });
  const sides = sidesOf("crop images", size, "A usual size is 224.");
  for (const [option, range] of Object.entries({ scale, ratio })) {
    const ends = (Array.isArray(range) ? range : [range]) as readonly number[], [least = NaN, most = NaN] = ends;
    if (ends.length === 2 && least > 0 && least <= most && most < Infinity) continue;
    throw new RangeError(
      `Cannot crop images as ${option} must be two numbers above 0, the least first: got [${ends.join(", ")}]. ` +
        "The usual ones are { scale: [0.08, 1], ratio: [3 / 4, 4 / 3] }.",
    );
  }
  const resample = resampler();
  return imageTransform("randomResizedCrop", {
    outputShape: ([, , channels]: ImageShape): ImageShape => [...sides, channels],
    move(shape: ImageShape, next: () => number) {
      const box = drawBox(shape, scale, ratio, next) ?? middleBox(shape, ratio);
      return resized(resample, shape, box, sides);
    },
  }, { module: import.meta.url, options: settings });
}

type Range = readonly [number, number];

function drawBox([height, width]: ImageShape, scale: Range, ratio: Range, next: () => number): Box | undefined {
  const between = (least: number, most: number) => least + (most - least) * next();
  for (let draw = 0; draw < 10; draw++) {
    const area = height * width * between(...scale);
    const proportion = Math.exp(between(Math.log(ratio[0]), Math.log(ratio[1])));
    const boxWidth = roundHalfEven(Math.sqrt(area * proportion)),
      boxHeight = roundHalfEven(Math.sqrt(area / proportion));
    if (boxWidth < 1 || boxWidth > width || boxHeight < 1 || boxHeight > height) continue;
    const top = Math.floor(next() * (height - boxHeight + 1)), left = Math.floor(next() * (width - boxWidth + 1));
    return { top, left, height: boxHeight, width: boxWidth };
  }
  return undefined;
}

function middleBox([height, width]: ImageShape, [least, most]: Range): Box {
  const boxWidth = width / height > most ? Math.max(1, roundHalfEven(height * most)) : width;
  const boxHeight = width / height < least ? Math.max(1, roundHalfEven(width / least)) : height;
  const top = Math.floor((height - boxHeight) / 2), left = Math.floor((width - boxWidth) / 2);
  return { top, left, height: boxHeight, width: boxWidth };
}
