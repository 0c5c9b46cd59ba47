/** Images of which each pixel comes from a place of its own: a field of moves, and what goes with them. */
import type { ImageShape, Move } from "../../transform.ts";
import { mirrored, weightsOf } from "../retouch/blurs.ts";
import { roundHalfEven } from "../round_half_even.ts";
import type { Size } from "./matrix.ts";
import { type Fill, fillsOf, mixed } from "./sample.ts";

/**
 * Moves that are drawn for each pixel, uniform in ±1, smoothed by a Gaussian and multiplied.
 *
 * @param sigma Of the Gaussian, in pixels; 0 smooths nothing.
 * @param strength What they are multiplied by.
 * @returns One number for each pixel, row by row.
 */
export function smoothField([height, width]: Size, sigma: number, strength: number, next: () => number): Float32Array {
  const drawn = Float32Array.from({ length: height * width }, () => 2 * next() - 1);
  return smoothed(drawn, [height, width], sigma).map((value) => value * strength);
}

/** A field smoothed by a Gaussian over a window of eight deviations and one pixel; borders are mirrored, over and over where it is wider. */
export function smoothed(field: Float32Array, [height, width]: Size, sigma: number): Float32Array {
  if (sigma === 0) return field;
  const whole = Math.floor(8 * sigma + 1), weights = weightsOf(whole % 2 === 0 ? whole + 1 : whole, sigma);
  const half = weights.length >> 1, between = new Float32Array(field.length), to = new Float32Array(field.length);
  const places = (size: number) =>
    Int32Array.from({ length: size + 2 * half }, (_, i) => {
      let at = i - half;
      while (size > 1 && (at < 0 || at >= size)) at = mirrored(at, size);
      return size > 1 ? at : 0;
    });
  const columns = places(width), rows = places(height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let sum = 0;
      for (let k = 0; k < weights.length; k++) sum += weights[k]! * field[y * width + columns[x + k]!]!;
      between[y * width + x] = sum;
    }
  }
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let sum = 0;
      for (let k = 0; k < weights.length; k++) sum += weights[k]! * between[rows[y + k]! * width + x]!;
      to[y * width + x] = sum;
    }
  }
  return to;
}

/**
 * Moves pixels by a field: a new pixel is what was so many columns and rows further. As torchvision's `elastic`.
 *
 * @param across Columns, for each pixel.
 * @param down Rows, for each pixel.
 * @param shape Of the image.
 */
export function displaced(
  across: Float32Array,
  down: Float32Array,
  [height, width, channels]: ImageShape,
  { method, fill, maskFill }: {
    readonly method: "nearest" | "bilinear";
    readonly fill: Fill;
    readonly maskFill: number;
  },
): Move {
  const nearest = (channels: number, fill: Fill) => (from: Uint8Array, to: Uint8Array) => {
    const fills = fillsOf(fill, channels);
    for (let i = 0, at = 0; i < across.length; i++) {
      const x = roundHalfEven(i % width + across[i]!), y = roundHalfEven(Math.floor(i / width) + down[i]!);
      const isIn = x >= 0 && x < width && y >= 0 && y < height, old = (y * width + x) * channels;
      for (let k = 0; k < channels; k++) to[at++] = isIn ? from[old + k]! : fills[k]!;
    }
  };
  const bilinear = (from: Uint8Array, to: Uint8Array) => {
    const fills = fillsOf(fill, channels),
      isFilled = fills.some((value) => value !== 0),
      size = [height, width] as const;
    for (let i = 0; i < across.length; i++) {
      mixed(
        from,
        to,
        i * channels,
        size,
        channels,
        i % width + across[i]!,
        Math.floor(i / width) + down[i]!,
        fills,
        isFilled,
      );
    }
  };
  return {
    image: method === "nearest" ? nearest(channels, fill) : bilinear,
    mask: nearest(1, maskFill),
    point(x, y) {
      const within = (at: number, size: number) => Math.min(Math.max(Math.ceil(at), 0), size - 1);
      const i = within(y, height) * width + within(x, width);
      return [x - across[i]!, y - down[i]!];
    },
  };
}
