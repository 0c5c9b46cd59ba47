/** Labelled images of one shape that lie in memory, one after the other. */
import { given, requireRange, settle } from "../options/settle.ts";
import { bytesOf } from "../pixels/bytes_of.ts";
import type { Recipe, Source } from "../source.ts";
import type { ImageShape, Picture } from "../transform.ts";

/** Bytes, as a `Uint8Array` holds them. */
type Bytes = Pick<Uint8Array, "buffer" | "byteOffset" | "byteLength">;

/** Images of one shape, with their labels. */
export interface LabelledImages {
  /** One image after the other: rows of pixels, channels last. */
  readonly pixels: Uint8Array;
  /** The class of each image, counted from 0. */
  readonly labels: Uint8Array | Int32Array;
}

/** Labelled images, and what is known of them. */
export interface MemoryImagesOptions extends LabelledImages {
  /** The shape of each image. */
  readonly shape: ImageShape;
  /** The names of the classes, in the order of their labels. */
  readonly classes?: readonly string[];
}

/** What another thread is told: where the memory is that it shares. */
interface SharedImages extends Omit<MemoryImagesOptions, "pixels" | "labels"> {
  readonly pixels: Bytes;
  readonly labels: Bytes;
  /** The bytes of a label. */
  readonly width: number;
}

/**
 * Images that lie in memory, and stay bytes. Other threads make batches of them where the memory is shared; see
 * {@linkcode share}.
 *
 * @throws {RangeError} If there are too few or too many bytes for the labels.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { memoryImages } from "jsr:@raptor/raptor";
 *
 * const source = memoryImages({ pixels: Uint8Array.of(1, 2, 3, 4), labels: Uint8Array.of(0, 5), shape: [1, 2, 1] });
 * assertEquals(await source.get(1), { x: { dtype: "uint8", shape: [1, 2, 1], data: Uint8Array.of(3, 4) }, y: 5 });
 * ```
 */
export function memoryImages(options: MemoryImagesOptions): Source<Picture, number> {
  const { pixels, labels, shape, classes } = given(options);
  const settings = settle("memoryImages", options, { pixels, labels, shape, classes });
  requireRange("memoryImages", "a list", { pixels, labels, shape });
  const bytes = bytesOf(shape);
  if (pixels.length !== labels.length * bytes) {
    throw new RangeError(
      `Cannot use images in memory as ${labels.length} images of ${shape.join(" x ")} take ${labels.length * bytes} ` +
        `bytes: got ${pixels.length}. Check the shape, or whether the data was cut short.`,
    );
  }
  let looked = 0;
  const isShared = pixels.buffer instanceof SharedArrayBuffer && labels.buffer instanceof SharedArrayBuffer;
  return Object.freeze({
    name: "memoryImages",
    settings,
    size: labels.length,
    ...classes && { classes },
    shape,
    ...isShared && { recipe: recipeOf({ pixels, labels, shape, ...classes && { classes } }) },
    get: (index: number) => ({
      x: { dtype: "uint8" as const, shape, data: pixels.subarray(index * bytes, (index + 1) * bytes) },
      y: labels[index]!,
    }),
    labels: () => labels,
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

function recipeOf({ pixels, labels, ...others }: MemoryImagesOptions): Recipe {
  const width = labels.BYTES_PER_ELEMENT;
  const options: SharedImages = { pixels: placeOf(pixels), labels: placeOf(labels), width, ...others };
  return Object.freeze({ module: import.meta.url, name: "sharedImages", options });
}

function placeOf({ buffer, byteOffset, byteLength }: Bytes): Bytes {
  return { buffer, byteOffset, byteLength };
}

/** What a thread makes of the recipe of {@linkcode memoryImages}. */
export function sharedImages({ pixels, labels, width, ...others }: SharedImages): Source<Picture, number> {
  const Labels = width === 1 ? Uint8Array : Int32Array;
  return memoryImages({
    pixels: new Uint8Array(pixels.buffer, pixels.byteOffset, pixels.byteLength),
    labels: new Labels(labels.buffer as ArrayBuffer, labels.byteOffset, labels.byteLength / width),
    ...others,
  });
}

/**
 * Puts images into memory that threads can share; what is there already stays as it is.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { share } from "jsr:@raptor/raptor";
 *
 * const { pixels } = share({ pixels: Uint8Array.of(1, 2), labels: Uint8Array.of(0) });
 * assertEquals(pixels.buffer instanceof SharedArrayBuffer, true);
 * ```
 */
export function share({ pixels, labels }: LabelledImages): LabelledImages {
  return { pixels: shared(pixels), labels: shared(labels) };
}

function shared<A extends Uint8Array | Int32Array>(values: A): A {
  if (values.buffer instanceof SharedArrayBuffer) return values;
  const copy = new (values.constructor as Uint8ArrayConstructor)(new SharedArrayBuffer(values.byteLength)) as A;
  copy.set(values);
  return copy;
}
