/** From images to the bytes of a batch, on the host: the same in every thread. */
import { generator, mixSeed } from "../tensors/random.ts";
import type { Conversion, ImageShape, Transform } from "../transform.ts";
import { type Framed, framer } from "../pixels/framer.ts";
import { bytesOf, type ImageSource } from "../sources/memory_images.ts";
import { openCutter } from "../pixels/cutter.ts";

/** The images of a batch. */
export interface Developed {
  /** Image after image, in memory that threads can share; the next batch in the same tray overwrites it. */
  readonly bytes: Uint8Array;
  /** The shape of each image. */
  readonly shape: ImageShape;
}

/** Images on their way into batches. */
export interface Film {
  /** The images. */
  readonly source: ImageSource;
  /** What happens to each, in order. */
  readonly transforms: readonly Transform[];
}

/**
 * Makes a batch.
 *
 * @param picked Which images, at least one.
 * @param seed Of the augmentation; an image's own follows from it and the image's place.
 * @param tray Where the bytes are put. Default 0.
 * @throws {RangeError} If images do not fit a transform, or differ in shape when all transforms are done.
 */
export type Developer = (picked: Uint32Array, seed: number, tray?: number) => Developed;

/**
 * Joins images and transforms.
 *
 * @param trays How many batches there are at a time. Default 1.
 * @param memory Where their bytes are, to be shared between threads. Default memory of its own.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { developer } from "./collate.ts";
 * import { memorySource } from "../sources/memory_images.ts";
 *
 * const source = memorySource({ pixels: Uint8Array.of(0, 255), shape: [1, 1, 1] });
 * const develop = developer({ source, transforms: [] });
 * assertEquals(develop(Uint32Array.of(1), 0).bytes, Uint8Array.of(255));
 * ```
 */
export function developer({ source, transforms }: Film, trays?: number, memory?: WebAssembly.Memory): Developer {
  const cutter = openCutter(trays, memory);
  const framed = framer(transforms);
  const transformed = (index: number, seed: number): Framed => {
    try {
      return framed(source.image(index), generator(mixSeed(seed, index)));
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw new RangeError(`${error.message} This is about ${source.title(index)}.`);
    }
  };
  return (picked, seed, tray) => {
    let shape: ImageShape | undefined;
    for (let i = 0; i < picked.length; i++) {
      if (i % AHEAD === 0) source.expect?.(picked.subarray(i, i + AHEAD));
      const index = picked[i]!;
      const { pixels, frame } = transformed(index, seed);
      const { height, width, image: [, , channels] } = frame;
      if (shape === undefined) {
        shape = [height, width, channels];
        cutter.begin(picked.length * bytesOf(shape), tray);
      } else if (height !== shape[0] || width !== shape[1] || channels !== shape[2]) {
        throw new RangeError(
          `Cannot put images into one batch as they must have one shape: got ${height} x ${width} x ${channels} of ` +
            `${source.title(index)} after ${shape.join(" x ")}. End the transforms with centerCrop({ size }).`,
        );
      }
      cutter.cut(pixels, frame, i * bytesOf(shape));
    }
    return { bytes: cutter.bytes(), shape: shape! };
  };
}

/** So many images a source is told of at a time. */
const AHEAD = 16;

/**
 * Refuses transforms and a conversion that images of one shape do not fit.
 *
 * @throws {RangeError} If so.
 */
export function checkFit(shape: ImageShape, transforms: readonly Transform[], conversion: Conversion): void {
  const [, , channels] = shapeAfter(transforms, shape);
  conversion.affine(channels);
}

/**
 * The shape that transforms leave.
 *
 * @throws {RangeError} If images of this shape do not fit.
 */
export function shapeAfter(transforms: readonly Transform[], shape: ImageShape): ImageShape {
  return transforms.reduce((from, transform) => transform.outputShape(from), shape);
}
