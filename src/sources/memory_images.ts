/** Where images come from, one at a time: out of memory here, out of files in `file_source.ts`. */
import type { ImageShape, Recipe } from "../transform.ts";

/** An image as bytes. */
export interface Picture {
  /** Rows of pixels, channels last. */
  readonly pixels: Uint8Array;
  /** Its own height, width and channels. */
  readonly shape: ImageShape;
}

/** Images without their labels. */
export interface ImageSource {
  /** The name of the function that makes it. */
  readonly name: string;
  /** Lets another thread make the same source; left out where it cannot. */
  readonly recipe?: Recipe;
  /** The shape of all images, where they have one. */
  readonly shape?: ImageShape;
  /**
   * Hands out an image; its pixels may be overwritten by the next one.
   *
   * @throws {Error} If it cannot be read.
   */
  image(index: number): Picture;
  /** Is told which images are asked for next, so that they can be on their way. */
  expect?(indices: Uint32Array): void;
  /** What an error calls the image. */
  title(index: number): string;
}

/** A source of images with their labels. */
export interface LabelledSource {
  /** The images. */
  readonly source: ImageSource;
  /** The class of each image, counted from 0. */
  readonly labels: Uint8Array | Int32Array;
}

/** Images of one shape, with their labels. */
export interface LabelledImages {
  /** One image after the other: rows of pixels, channels last. */
  readonly pixels: Uint8Array;
  /** The class of each image, counted from 0. */
  readonly labels: Uint8Array | Int32Array;
}

/** Images of one shape in memory. */
export interface ImagesInMemory {
  /** Where they lie, one after the other: rows of pixels, channels last. */
  readonly pixels: Pick<Uint8Array, "buffer" | "byteOffset" | "byteLength">;
  /** The shape of each. */
  readonly shape: ImageShape;
}

/**
 * Images that lie in memory. Another thread makes the same source where the memory is shared.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { memorySource } from "./memory_images.ts";
 *
 * const source = memorySource({ pixels: Uint8Array.of(1, 2, 3, 4), shape: [1, 2, 1] });
 * assertEquals(source.image(1), { pixels: Uint8Array.of(3, 4), shape: [1, 2, 1] });
 * ```
 */
export function memorySource({ pixels: { buffer, byteOffset, byteLength }, shape }: ImagesInMemory): ImageSource {
  const pixels = new Uint8Array(buffer, byteOffset, byteLength), bytes = bytesOf(shape);
  let looked = 0;
  const options: ImagesInMemory = { pixels: { buffer, byteOffset, byteLength }, shape };
  return Object.freeze({
    name: "memorySource",
    ...buffer instanceof SharedArrayBuffer && { recipe: { module: import.meta.url, options } },
    shape,
    image: (index: number) => ({ pixels: pixels.subarray(index * bytes, (index + 1) * bytes), shape }),
    // Memory that is looked at here comes while the images before it are dealt with.
    expect(indices: Uint32Array) {
      for (let i = 0; i < indices.length; i++) {
        const first = indices[i]! * bytes;
        looked ^= pixels[first]! ^ pixels[first + bytes - 1]!;
      }
    },
    title: (index: number) => `image ${index}`,
  });
}

/**
 * Puts images into memory that threads can share; those that are there already stay as they are.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { share } from "./memory_images.ts";
 *
 * const { pixels } = share({ pixels: Uint8Array.of(1, 2), labels: Uint8Array.of(0) });
 * assertEquals(pixels.buffer instanceof SharedArrayBuffer, true);
 * ```
 */
export function share(images: LabelledImages): LabelledImages {
  const { pixels, labels } = images;
  if (pixels.buffer instanceof SharedArrayBuffer) return images;
  const shared = new Uint8Array(new SharedArrayBuffer(pixels.length));
  shared.set(pixels);
  return { pixels: shared, labels };
}

/**
 * The bytes of an image.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { bytesOf } from "./memory_images.ts";
 *
 * assertEquals(bytesOf([32, 32, 3]), 3072);
 * ```
 */
export function bytesOf([height, width, channels]: ImageShape): number {
  return height * width * channels;
}
