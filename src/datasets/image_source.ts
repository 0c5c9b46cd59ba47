/** Where images come from, one at a time: out of memory here, out of files in `file_source.ts`. */
import type { ImageShape, Recipe } from "../transform.ts";

/** An image as bytes. */
export interface Picture {
  /** Rows of pixels, channels last. */
  readonly pixels: Uint8Array;
  /** Its own height, width and channels. */
  readonly shape: ImageShape;
}

/** Images with their labels. Another thread makes the same source by the recipe. */
export interface ImageSource {
  /** The name of the function that makes it. */
  readonly name: string;
  /** Where that function is, and what it was given. */
  readonly recipe: Recipe;
  /** The class of each image, counted from 0. */
  readonly labels: Uint8Array | Int32Array;
  /** The shape of all images, where they have one. */
  readonly shape?: ImageShape;
  /**
   * Hands out an image; its pixels may be overwritten by the next one.
   *
   * @throws {Error} If it cannot be read.
   */
  image(index: number): Picture;
  /** What an error calls the image. */
  title(index: number): string;
}

/** Images of one shape, with their labels. */
export interface LabelledImages {
  /** One image after the other: rows of pixels, channels last. */
  readonly pixels: Uint8Array;
  /** The class of each image, counted from 0. */
  readonly labels: Uint8Array | Int32Array;
}

/**
 * Images that lie in memory.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { memorySource } from "./image_source.ts";
 *
 * const source = memorySource({ pixels: Uint8Array.of(1, 2, 3, 4), labels: Uint8Array.of(0, 1), shape: [1, 2, 1] });
 * assertEquals(source.image(1), { pixels: Uint8Array.of(3, 4), shape: [1, 2, 1] });
 * ```
 */
export function memorySource(options: LabelledImages & { readonly shape: ImageShape }): ImageSource {
  const { pixels, labels, shape } = options;
  const bytes = bytesOf(shape);
  return Object.freeze({
    name: "memorySource",
    recipe: { module: import.meta.url, options },
    labels,
    shape,
    image: (index: number) => ({ pixels: pixels.subarray(index * bytes, (index + 1) * bytes), shape }),
    title: (index: number) => `image ${index}`,
  });
}

/**
 * Puts images into memory that threads can share; those that are there already stay as they are.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { share } from "./image_source.ts";
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
 * import { bytesOf } from "./image_source.ts";
 *
 * assertEquals(bytesOf([32, 32, 3]), 3072);
 * ```
 */
export function bytesOf([height, width, channels]: ImageShape): number {
  return height * width * channels;
}
