/** What becomes of a pixel by those around it: sharpness and the Gaussian blur. */
import type { ImageShape } from "../../transform.ts";
import type { Retouch } from "./colors.ts";
import { roundHalfEven } from "../round_half_even.ts";

/** Mixes each pixel with the mean of the 3x3 around it, in which it counts five times; the outermost ones stay. */
export function sharpness(factor: number): Retouch {
  return (from, to, [height, width, channels], brush) => {
    if (height <= 2 || width <= 2) return to.set(from);
    brush.paint(from, to, ({ sharpen }, old, now) => sharpen(old, now, height, width, channels, factor));
  };
}

/** The weights of a Gaussian at so many places; their sum is 1. */
export function weightsOf(size: number, sigma: number): Float64Array {
  const weights = Float64Array.from({ length: size }, (_, i) => Math.exp(-(((i - (size - 1) / 2) / sigma) ** 2) / 2));
  const sum = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / sum);
}

/** Places in [0, size) as a mirror at the outermost pixels shows them. */
export function mirrored(at: number, size: number): number {
  return at < 0 ? -at : at >= size ? 2 * size - 2 - at : at;
}

/** A Gaussian blur over a window of odd size; borders are mirrored. */
export function blur(size: number, sigma: number): Retouch {
  const weights = weightsOf(size, sigma), half = size >> 1;
  let between = new Float32Array(0);
  return (from, to, shape) => {
    const [height, width, channels] = requireRoom(shape, half), row = width * channels;
    if (between.length < from.length) between = new Float32Array(from.length);
    const sums = new Float64Array(row);
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        for (let c = 0; c < channels; c++) {
          let sum = 0;
          for (let k = -half; k <= half; k++) {
            sum += weights[k + half]! * from[y * row + mirrored(x + k, width) * channels + c]!;
          }
          between[y * row + x * channels + c] = sum;
        }
      }
    }
    for (let y = 0; y < height; y++) {
      sums.fill(0);
      for (let k = -half; k <= half; k++) {
        const weight = weights[k + half]!, start = mirrored(y + k, height) * row;
        for (let i = 0; i < row; i++) sums[i]! += weight * between[start + i]!;
      }
      for (let i = 0; i < row; i++) to[y * row + i] = roundHalfEven(sums[i]!);
    }
  };
}

function requireRoom(shape: ImageShape, half: number): ImageShape {
  if (Math.min(shape[0], shape[1]) > half) return shape;
  throw new RangeError(
    `Cannot blur images as a window of ${2 * half + 1} pixels takes images of at least ${half + 1}: got ` +
      `${shape[0]} x ${shape[1]}. Take a smaller window.`,
  );
}
