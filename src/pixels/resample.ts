/**
 * Images in another size, as Pillow makes them: each new pixel is a mean of the old ones under a triangle that is as
 * wide as the image shrinks (bilinear with antialiasing), in whole numbers, first along rows and then along columns. The
 * bytes are those of Pillow's `resize(..., BILINEAR)`, which torchvision takes for images of Pillow.
 */
import type { ImageShape } from "../transform.ts";

/** A part of an image, in pixels. */
export interface Box {
  readonly top: number;
  readonly left: number;
  readonly height: number;
  readonly width: number;
}

/**
 * Makes a part of an image as large as asked for.
 *
 * @param from The image.
 * @param to Filled with the new image of `height` x `width` pixels.
 * @param shape The shape of `from`.
 * @param box The part of it.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { resampler } from "./resample.ts";
 *
 * const half = new Uint8Array(2);
 * const box = { top: 0, left: 0, height: 1, width: 4 };
 * resampler()(Uint8Array.of(0, 10, 100, 110), half, [1, 4, 1], box, [1, 2]);
 * assertEquals(half, Uint8Array.of(19, 91));
 * ```
 */
export type Resampler = (
  from: Uint8Array,
  to: Uint8Array,
  shape: ImageShape,
  box: Box,
  size: readonly [height: number, width: number],
) => void;

/** A resampler with memory of its own for what lies between rows and columns. */
export function resampler(): Resampler {
  let between = new Uint8Array(0);
  return (from, to, [, width, channels], box, [newHeight, newWidth]) => {
    const row = newWidth * channels;
    if (between.length < box.height * row) between = new Uint8Array(box.height * row);
    const columns = taps(box.width, newWidth), rows = taps(box.height, newHeight);
    for (let y = 0; y < box.height; y++) {
      const start = ((box.top + y) * width + box.left) * channels;
      if (channels === 3) alongRgb(from, start, between, y * row, columns);
      else along(from, start, between, y * row, columns, channels);
    }
    across(between, to, row, rows);
  };
}

/** For each new place: the first old one that counts, how many do, and their weights. */
interface Taps {
  readonly first: Int32Array;
  readonly count: Int32Array;
  /** `most` for each new place. */
  readonly weights: Int32Array;
  readonly most: number;
}

/** Weights are whole numbers of 1 / 2^22, so that the sum of 255 times all of them fits into 32 bits. */
const BITS = 22;
const HALF = 1 << (BITS - 1);

function taps(size: number, newSize: number): Taps {
  const scale = size / newSize, reach = Math.max(scale, 1);
  const most = Math.ceil(reach) * 2 + 1;
  const first = new Int32Array(newSize), count = new Int32Array(newSize), weights = new Int32Array(newSize * most);
  const shares = new Float64Array(most);
  for (let i = 0; i < newSize; i++) {
    const centre = (i + 0.5) * scale;
    const begin = Math.max(Math.trunc(centre - reach + 0.5), 0);
    const end = Math.min(Math.trunc(centre + reach + 0.5), size);
    let sum = 0;
    for (let at = begin; at < end; at++) {
      const distance = Math.abs((at - centre + 0.5) * (1 / reach));
      sum += shares[at - begin] = distance < 1 ? 1 - distance : 0;
    }
    first[i] = begin;
    count[i] = end - begin;
    for (let k = 0; k < end - begin; k++) weights[i * most + k] = Math.trunc(0.5 + shares[k]! / sum * (1 << BITS));
  }
  return { first, count, weights, most };
}

function along(from: Uint8Array, start: number, to: Uint8Array, at: number, taps: Taps, channels: number): void {
  const { first, count, weights, most } = taps;
  for (let i = 0; i < first.length; i++) {
    for (let c = 0; c < channels; c++) {
      let sum = HALF;
      for (let k = 0, old = start + first[i]! * channels + c; k < count[i]!; k++, old += channels) {
        sum = (sum + Math.imul(from[old]!, weights[i * most + k]!)) | 0;
      }
      to[at++] = sum >> BITS;
    }
  }
}

/** The same for three channels, where almost all the time goes. */
function alongRgb(from: Uint8Array, start: number, to: Uint8Array, at: number, taps: Taps): void {
  const { first, count, weights, most } = taps;
  for (let i = 0; i < first.length; i++, at += 3) {
    let red = HALF, green = HALF, blue = HALF;
    let old = start + first[i]! * 3;
    for (let k = i * most, end = k + count[i]!; k < end; k++, old += 3) {
      const weight = weights[k]!;
      red = (red + Math.imul(from[old]!, weight)) | 0;
      green = (green + Math.imul(from[old + 1]!, weight)) | 0;
      blue = (blue + Math.imul(from[old + 2]!, weight)) | 0;
    }
    to[at] = red >> BITS;
    to[at + 1] = green >> BITS;
    to[at + 2] = blue >> BITS;
  }
}

/** Whole rows at a time: what lies side by side in memory is added side by side. */
function across(from: Uint8Array, to: Uint8Array, row: number, taps: Taps): void {
  const { first, count, weights, most } = taps;
  const sums = new Int32Array(row);
  for (let i = 0; i < first.length; i++) {
    sums.fill(HALF);
    for (let k = 0; k < count[i]!; k++) {
      const weight = weights[i * most + k]!;
      for (let x = 0, old = (first[i]! + k) * row; x < row; x++, old++) {
        sums[x] = (sums[x]! + Math.imul(from[old]!, weight)) | 0;
      }
    }
    for (let x = 0, at = i * row; x < row; x++, at++) to[at] = sums[x]! >> BITS;
  }
}
