/** What transforms leave of an image: bytes, and which of them are meant. */
import { crop, cut, type Frame, whole } from "./frame.ts";
import type { Transform } from "../transform.ts";
import { bytesOf, type Picture } from "../sources/memory_images.ts";

/** Pixels that were not moved yet. */
export interface Framed {
  /** The bytes of an image; they may be overwritten by the next one. */
  readonly pixels: Uint8Array;
  /** The part of it that is meant. */
  readonly frame: Frame;
}

/**
 * Joins transforms. Those that only crop move nothing until another one needs it.
 *
 * @param transforms What happens to an image, in order.
 * @returns What is left of an image, by the image's own random numbers.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { centerCrop } from "../transforms/center_crop.ts";
 * import { framer } from "./framer.ts";
 *
 * const framed = framer([centerCrop({ size: 1 })]);
 * const { frame } = framed({ pixels: Uint8Array.of(1, 2, 3), shape: [1, 3, 1] }, () => 0);
 * assertEquals([frame.left, frame.width], [1, 1]);
 * ```
 */
export function framer(transforms: readonly Transform[]): (picture: Picture, next: () => number) => Framed {
  const steps = transforms.map((transform) => ({ transform, cropped: scratch(), made: scratch() }));
  let last: Frame | undefined;
  return ({ pixels, shape }, next) => {
    // Most images are of the same shape as the one before.
    if (last?.image !== shape) last = whole(shape);
    let frame = last, from = shape;
    for (const { transform, cropped, made } of steps) {
      const to = transform.outputShape(from);
      if (transform.crop !== undefined) frame = crop(frame, transform.crop(from, next));
      else {
        if (!isWhole(frame)) {
          const bytes = cropped(bytesOf(from));
          cut(frame, pixels, bytes);
          pixels = bytes;
        }
        const bytes = made(bytesOf(to));
        transform.apply(pixels, bytes, from, next);
        pixels = bytes, frame = whole(to);
      }
      from = to;
    }
    return { pixels, frame };
  };
}

function isWhole({ image, top, left, height, width, mirrored }: Frame): boolean {
  return !mirrored && top === 0 && left === 0 && height === image[0] && width === image[1];
}

/** Memory that is used again by each image. */
function scratch(): (size: number) => Uint8Array {
  let bytes = new Uint8Array(0);
  return (size) => {
    if (bytes.length < size) bytes = new Uint8Array(size);
    return bytes.length === size ? bytes : bytes.subarray(0, size);
  };
}
