/** Which pixels of an image are left when others were cut off and sides were changed, and how their bytes are taken out. */
import type { Crop, ImageShape } from "../transform.ts";

/** Several crops one after the other, as one: the row y and column x of the frame, in rows and columns of the image. */
export interface Frame extends Crop {
  /** The image that it is taken from. */
  readonly image: ImageShape;
  /** The first row of the image that no crop has cut off; what lies outside of these four is black. */
  readonly seenTop: number;
  /** The first such column. */
  readonly seenLeft: number;
  /** The row after the last such one. */
  readonly seenBottom: number;
  /** The column after the last such one. */
  readonly seenRight: number;
}

/**
 * An image as it is.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { whole } from "./frame.ts";
 *
 * assertEquals([whole([2, 3, 1]).seenBottom, whole([2, 3, 1]).seenRight], [2, 3]);
 * ```
 */
export function whole(image: ImageShape): Frame {
  const [height, width] = image;
  const seen = { seenTop: 0, seenLeft: 0, seenBottom: height, seenRight: width };
  return { image, top: 0, left: 0, height, width, mirrored: false, ...seen };
}

/** Whether a frame is its image as it is. */
export function isWhole(frame: Frame): boolean {
  // Asked of each image: to put the rest of it together would be a new object.
  const { image, top, left, height, width, seenTop, seenLeft, seenBottom, seenRight } = frame;
  return !frame.mirrored && top === 0 && left === 0 && height === image[0] && width === image[1] && seenTop === 0 &&
    seenLeft === 0 && seenBottom === height && seenRight === width;
}

/**
 * Crops what is left of an image.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { crop, whole } from "./frame.ts";
 *
 * const flipped = crop(whole([1, 3, 1]), { top: 0, left: 0, height: 1, width: 3, mirrored: true });
 * assertEquals(crop(flipped, { top: 0, left: 0, height: 1, width: 1, mirrored: false }).left, 2);
 * ```
 */
export function crop(frame: Frame, { top, left, height, width, mirrored }: Crop): Frame {
  // Every other flip is none.
  if (top === 0 && left === 0 && height === frame.height && width === frame.width && !mirrored) return frame;
  const first = frame.top + top;
  const column = frame.left + (frame.mirrored ? frame.width - left - width : left);
  return {
    image: frame.image,
    top: first,
    left: column,
    height,
    width,
    mirrored: mirrored !== frame.mirrored,
    seenTop: Math.max(frame.seenTop, first),
    seenLeft: Math.max(frame.seenLeft, column),
    seenBottom: Math.min(frame.seenBottom, first + height),
    seenRight: Math.min(frame.seenRight, column + width),
  };
}

/**
 * Takes the bytes of a frame out of its image.
 *
 * @param frame Which pixels.
 * @param from The image.
 * @param to Filled with the frame, every byte of it.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { crop, cut, whole } from "./frame.ts";
 *
 * const bytes = new Uint8Array(3);
 * cut(crop(whole([1, 2, 1]), { top: 0, left: 0, height: 1, width: 3, mirrored: true }), Uint8Array.of(7, 8), bytes);
 * assertEquals(bytes, Uint8Array.of(0, 8, 7));
 * ```
 */
export function cut(frame: Frame, from: Uint8Array, to: Uint8Array): void {
  const { image, top, left, height, width, mirrored, seenTop, seenLeft, seenBottom, seenRight } = frame;
  const [, imageWidth, channels] = image;
  to.fill(0);
  if (seenLeft >= seenRight) return;
  for (let y = Math.max(seenTop - top, 0); y < Math.min(seenBottom - top, height); y++) {
    const row = (top + y) * imageWidth;
    if (!mirrored) {
      const start = (y * width + seenLeft - left) * channels;
      to.set(from.subarray((row + seenLeft) * channels, (row + seenRight) * channels), start);
      continue;
    }
    let at = (y * width + left + width - seenRight) * channels;
    for (let x = seenRight - 1; x >= seenLeft; x--) {
      const pixel = (row + x) * channels;
      for (let c = 0; c < channels; c++) to[at++] = from[pixel + c]!;
    }
  }
}
