/** Bytes to numbers around zero. The 256 values of a byte are computed once for each channel. */
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
 * const values = new Float32Array(2);
 * normalize({ mean: [0.5], std: [0.5] }).converter(1)(Uint8Array.of(0, 255), values, 0);
 * assertEquals(values, Float32Array.of(-1, 1));
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
    converter(channels: number) {
      if (channels !== mean.length) {
        throw new RangeError(
          `Cannot normalize images as mean and std must hold a number for each channel: got ${mean.length} for ` +
            `${channels} channels. Give as many numbers as the images have channels.`,
        );
      }
      return channels === 3 ? rgb(table) : (from: Uint8Array, to: Float32Array, at: number) => {
        for (let i = 0; i < from.length; i += channels) {
          for (let c = 0; c < channels; c++) to[at + i + c] = table[(c << 8) | from[i + c]!]!;
        }
      };
    },
  });
}

/** Almost all images have three channels: without the inner loop they take half the time. */
function rgb(table: Float32Array): (from: Uint8Array, to: Float32Array, at: number) => void {
  const red = table.slice(0, 256), green = table.slice(256, 512), blue = table.slice(512, 768);
  return (from, to, at) => {
    for (let i = 0; i < from.length; i += 3, at += 3) {
      to[at] = red[from[i]!]!;
      to[at + 1] = green[from[i + 1]!]!;
      to[at + 2] = blue[from[i + 2]!]!;
    }
  };
}
