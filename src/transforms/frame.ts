/** Which pixels of an image are left when others were cut off and sides were changed, and how their bytes are taken out. */
import type { Crop, ImageShape } from "../transform.ts";

/** Several crops one after the other, as one: the row y and column x of the frame, in rows and columns of the image. */
export interface Frame extends Crop {
  /** The image that it is taken from. */
  readonly image: ImageShape;
  /** Rows and columns of the image that no crop has cut off; what lies outside is black. */
  readonly seen: { readonly top: number; readonly left: number; readonly bottom: number; readonly right: number };
}

/**
 * An image as it is.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { whole } from "./frame.ts";
 *
 * assertEquals(whole([2, 3, 1]).seen, { top: 0, left: 0, bottom: 2, right: 3 });
 * ```
 */
export function whole(image: ImageShape): Frame {
  const [height, width] = image;
  return {
    image,
    top: 0,
    left: 0,
    height,
    width,
    mirrored: false,
    seen: { top: 0, left: 0, bottom: height, right: width },
  };
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
  const { image, seen } = frame;
  const first = frame.top + top;
  const column = frame.left + (frame.mirrored ? frame.width - left - width : left);
  return {
    image,
    top: first,
    left: column,
    height,
    width,
    mirrored: mirrored !== frame.mirrored,
    seen: {
      top: Math.max(seen.top, first),
      left: Math.max(seen.left, column),
      bottom: Math.min(seen.bottom, first + height),
      right: Math.min(seen.right, column + width),
    },
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
export function cut(
  { image, top, left, height, width, mirrored, seen }: Frame,
  from: Uint8Array,
  to: Uint8Array,
): void {
  const [, imageWidth, channels] = image;
  to.fill(0);
  if (seen.left >= seen.right) return;
  for (let y = Math.max(seen.top - top, 0); y < Math.min(seen.bottom - top, height); y++) {
    const row = (top + y) * imageWidth;
    if (!mirrored) {
      const start = (y * width + seen.left - left) * channels;
      to.set(from.subarray((row + seen.left) * channels, (row + seen.right) * channels), start);
      continue;
    }
    let at = (y * width + left + width - seen.right) * channels;
    for (let x = seen.right - 1; x >= seen.left; x--) {
      const pixel = (row + x) * channels;
      for (let c = 0; c < channels; c++) to[at++] = from[pixel + c]!;
    }
  }
}
