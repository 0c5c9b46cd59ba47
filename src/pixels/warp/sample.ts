/** Images whose pixels come from elsewhere, by a matrix: the nearest old pixel, or a mean of the four around the place. */
import type { Matrix, Size } from "./matrix.ts";

/** What is shown where the old image has nothing; one number for each channel, or one for all. */
export type Fill = number | readonly number[];

/** Fills an image with the old pixels that are nearest. */
export function nearest(
  from: Uint8Array,
  to: Uint8Array,
  [height, width]: Size,
  [newHeight, newWidth]: Size,
  channels: number,
  [a, b, c, d, e, f, g, h, i]: Matrix,
  fill: Fill,
): void {
  const flat = g === 0 && h === 0 && i === 1, fills = fillsOf(fill, channels);
  let at = 0;
  for (let y = 0; y < newHeight; y++) {
    // The middle of a pixel is half a pixel from its corner, here and there.
    const row = y + 0.5, firstX = b * row, firstY = e * row, firstW = h * row + i;
    for (let x = 0; x < newWidth; x++) {
      const column = x + 0.5, across = a * column + firstX + c, down = d * column + firstY + f;
      // Dividing takes most of the time where there is nothing to divide by.
      const w = flat ? 1 : g * column + firstW;
      const oldX = Math.floor(flat ? across : across / w), oldY = Math.floor(flat ? down : down / w);
      if (oldX >= 0 && oldX < width && oldY >= 0 && oldY < height) {
        let old = (oldY * width + oldX) * channels;
        if (channels === 3) {
          to[at++] = from[old]!;
          to[at++] = from[old + 1]!;
          to[at++] = from[old + 2]!;
        } else {
          for (let k = 0; k < channels; k++) to[at++] = from[old++]!;
        }
      } else {
        for (let k = 0; k < channels; k++) to[at++] = fills[k]!;
      }
    }
  }
}

/** Fills an image with means of the old pixels around each place; what lies outside is black, or as filled mixed in. */
export function bilinear(
  from: Uint8Array,
  to: Uint8Array,
  [height, width]: Size,
  [newHeight, newWidth]: Size,
  channels: number,
  [a, b, c, d, e, f, g, h, i]: Matrix,
  fill: Fill,
): void {
  const fills = fillsOf(fill, channels), isFilled = fills.some((value) => value !== 0), size = [height, width] as const;
  let at = 0;
  for (let y = 0; y < newHeight; y++) {
    const row = y + 0.5;
    for (let x = 0; x < newWidth; x++, at += channels) {
      const column = x + 0.5, w = g * column + h * row + i;
      const oldX = (a * column + b * row + c) / w - 0.5, oldY = (d * column + e * row + f) / w - 0.5;
      mixed(from, to, at, size, channels, oldX, oldY, fills, isFilled);
    }
  }
}

/** Fills one pixel with the mean of the four around a place, which is counted from the middle of the first one. */
export function mixed(
  from: Uint8Array,
  to: Uint8Array,
  at: number,
  [height, width]: Size,
  channels: number,
  oldX: number,
  oldY: number,
  fills: readonly number[],
  isFilled: boolean,
): void {
  const left = Math.floor(oldX), top = Math.floor(oldY), right = oldX - left, low = oldY - top;
  if (!(left >= -1 && left < width && top >= -1 && top < height)) {
    for (let k = 0; k < channels; k++) to[at + k] = fills[k]!;
    return;
  }
  const inLeft = left >= 0 ? 1 - right : 0, inRight = left + 1 < width ? right : 0;
  const inTop = top >= 0 ? 1 - low : 0, inLow = top + 1 < height ? low : 0;
  const first = (Math.max(top, 0) * width + Math.max(left, 0)) * channels;
  const across = left >= 0 && left + 1 < width ? channels : 0;
  const down = top >= 0 && top + 1 < height ? width * channels : 0;
  const seen = (inLeft + inRight) * (inTop + inLow);
  for (let k = 0; k < channels; k++) {
    const old = first + k;
    const upper = from[old]! * inLeft + from[old + across]! * inRight;
    const lower = from[old + down]! * inLeft + from[old + down + across]! * inRight;
    const sum = upper * inTop + lower * inLow;
    // As torchvision mixes: what lies outside counts as black first, and again as what it is filled with.
    to[at + k] = Math.floor((isFilled ? (sum - fills[k]!) * seen + fills[k]! : sum) + 0.5);
  }
}

/** The fill of each channel. */
export function fillsOf(fill: Fill, channels: number): readonly number[] {
  return typeof fill === "number" ? Array.from({ length: channels }, () => fill) : fill;
}
