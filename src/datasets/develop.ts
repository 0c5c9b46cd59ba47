/** From images to the numbers of a batch, on the host: the same in every thread. */
import { generator, mixSeed } from "../tensors/random.ts";
import type { Conversion, ImageShape, Transform } from "../transform.ts";
import { type Framed, framer } from "./framer.ts";
import { bytesOf, type ImageSource } from "./image_source.ts";
import { openPrinter } from "./printer.ts";

/** The numbers of a batch. */
export interface Developed {
  /** Image after image, in memory that threads can share; the next batch in the same tray overwrites it. */
  readonly x: Float32Array;
  /** Their labels. */
  readonly y: Int32Array<ArrayBuffer>;
  /** The shape of each image. */
  readonly shape: ImageShape;
}

/** Images on their way into batches. */
export interface Film {
  /** The images. */
  readonly source: ImageSource;
  /** What happens to each, in order. */
  readonly transforms: readonly Transform[];
  /** What happens last. */
  readonly conversion: Conversion;
}

/**
 * Makes a batch.
 *
 * @param picked Which images, at least one.
 * @param seed Of the augmentation; an image's own follows from it and the image's place.
 * @param tray Where the numbers are put. Default 0.
 * @throws {RangeError} If images do not fit a transform, or differ in shape when all transforms are done.
 */
export type Developer = (picked: Uint32Array, seed: number, tray?: number) => Developed;

/**
 * Joins images, transforms and a conversion.
 *
 * @param trays How many batches there are at a time. Default 1.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { normalize } from "../transforms/normalize.ts";
 * import { developer } from "./develop.ts";
 * import { memorySource } from "./image_source.ts";
 *
 * const source = memorySource({ pixels: Uint8Array.of(0, 255), labels: Uint8Array.of(3, 4), shape: [1, 1, 1] });
 * const develop = developer({ source, transforms: [], conversion: normalize({ mean: [0], std: [1] }) });
 * const { x, y } = develop(Uint32Array.of(1), 0);
 * assertEquals([x, y], [Float32Array.of(1), Int32Array.of(4)]);
 * ```
 */
export function developer({ source, transforms, conversion }: Film, trays = 1): Developer {
  const printer = openPrinter(conversion, trays);
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
    const y = new Int32Array(picked.length);
    let shape: ImageShape | undefined;
    for (let i = 0; i < picked.length; i++) {
      const index = picked[i]!;
      const { pixels, frame } = transformed(index, seed);
      const { height, width, image: [, , channels] } = frame;
      if (shape === undefined) {
        shape = [height, width, channels];
        printer.begin(picked.length * bytesOf(shape), channels, tray);
      } else if (height !== shape[0] || width !== shape[1] || channels !== shape[2]) {
        throw new RangeError(
          `Cannot put images into one batch as they must have one shape: got ${height} x ${width} x ${channels} of ` +
            `${source.title(index)} after ${shape.join(" x ")}. End the transforms with centerCrop({ size }).`,
        );
      }
      printer.print(pixels, frame, i * bytesOf(shape));
      y[i] = source.labels[index]!;
    }
    return { x: printer.numbers(), y, shape: shape! };
  };
}

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
