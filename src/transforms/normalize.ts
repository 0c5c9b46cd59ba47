/** Bytes to numbers around zero. */
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
 * The same as `ToTensor` and `Normalize` of torchvision, in float32.
 *
 * @throws {RangeError} If `mean` and `std` differ in length or a standard deviation is not above 0.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { normalize } from "./normalize.ts";
 *
 * const values = normalize({ mean: [0.5], std: [0.5] }).table(1);
 * assertEquals([values[0], values[255]], [-1, 1]);
 * ```
 */
export function normalize({ mean, std }: NormalizeOptions): Conversion {
  if (mean.length !== std.length || !mean.every(Number.isFinite) || !std.every((value) => value > 0)) {
    throw new RangeError(
      `Cannot normalize as mean and std must hold a number for each channel, std above 0: got [${mean}] and [${std}]. ` +
        "For grey images write { mean: [0.5], std: [0.5] }.",
    );
  }
  const { fround } = Math;
  const table = Float32Array.from({ length: mean.length * 256 }, (_, i) => {
    const channel = i >> 8;
    return fround(fround(fround((i & 255) / 255) - fround(mean[channel]!)) / fround(std[channel]!));
  });
  return Object.freeze({
    name: "normalize",
    recipe: { module: import.meta.url, options: { mean, std } },
    table(channels: number) {
      if (channels === mean.length) return table;
      throw new RangeError(
        `Cannot normalize images as mean and std must hold a number for each channel: got ${mean.length} for ` +
          `${channels} channels. Give as many numbers as the images have channels.`,
      );
    },
  });
}
