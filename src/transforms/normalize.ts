/** Bytes to numbers around zero. */
import { given, settle } from "../options/settle.ts";
import type { Conversion } from "../transform.ts";

/** What is normal. */
export interface NormalizeOptions {
  /** The mean of each channel, of values in [0, 1]. */
  readonly mean: readonly number[];
  /** The standard deviation of each channel, of values in [0, 1]. */
  readonly std: readonly number[];
}

/**
 * Divides bytes by 255, subtracts the mean of their channel and divides by its standard deviation.
 *
 * What `ToTensor` and `Normalize` of torchvision do, in one multiplication and one addition: the same to about the last
 * digit of a float32.
 *
 * @throws {RangeError} If `mean` and `std` differ in length or a standard deviation is not above 0.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { normalize } from "jsr:@raptor/raptor";
 *
 * const { scale, offset } = normalize({ mean: [0.5], std: [0.5] }).affine(1);
 * assertEquals([0 * scale[0]! + offset[0]!, 255 * scale[0]! + offset[0]!], [-1, 1]);
 * ```
 */
export function normalize(options: NormalizeOptions): Conversion {
  const { mean, std } = given(options);
  const settings = settle("normalize", options, { mean, std });
  const isNumbers = [mean, std].every((numbers) => Array.isArray(numbers) && numbers.every(Number.isFinite));
  if (!isNumbers || mean.length !== std.length || !std.every((value) => value > 0)) {
    throw new RangeError(
      `Cannot normalize as mean and std must hold a number for each channel, std above 0: got [${mean}] and [${std}]. ` +
        "For grey images write { mean: [0.5], std: [0.5] }.",
    );
  }
  const affine = Object.freeze({
    scale: Object.freeze(std.map((value) => 1 / (255 * value))),
    offset: Object.freeze(mean.map((value, channel) => -value / std[channel]!)),
  });
  return Object.freeze({
    name: "normalize",
    settings,
    affine(channels: number) {
      if (channels === mean.length) return affine;
      throw new RangeError(
        `Cannot normalize images as mean and std must hold a number for each channel: got ${mean.length} for ` +
          `${channels} channels. Give as many numbers as the images have channels.`,
      );
    },
  });
}
