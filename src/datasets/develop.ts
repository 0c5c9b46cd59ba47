/** From bytes to the numbers of a batch, on the host: the same in every thread. */
import { generator, mixSeed } from "../tensors/random.ts";
import type { Conversion, ImageShape, Transform } from "../transform.ts";

/** Images of one shape, with their labels. */
export interface LabelledImages {
  /** One image after the other: rows of pixels, channels last. */
  readonly pixels: Uint8Array;
  /** The class of each image, counted from 0. */
  readonly labels: Uint8Array | Int32Array;
}

/** The numbers of a batch. */
export interface Developed {
  /** Image after image. */
  readonly x: Float32Array;
  /** Their labels. */
  readonly y: Int32Array;
}

/** Makes batches of one kind of image. */
export interface Developer {
  /**
   * Makes a batch.
   *
   * @param from All images.
   * @param picked Which of them.
   * @param seed Of the augmentation; an image's own follows from it and the image's place.
   */
  (from: LabelledImages, picked: Uint32Array, seed: number): Developed;
  /** The shape of an image that comes out. */
  readonly shape: ImageShape;
}

/**
 * Joins transforms and a conversion.
 *
 * @param shape The shape of an image that goes in.
 * @throws {RangeError} If the images do not fit the transforms.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { normalize } from "../transforms/normalize.ts";
 * import { developer } from "./develop.ts";
 *
 * const develop = developer([1, 1, 1], [], normalize({ mean: [0], std: [1] }));
 * const { x, y } = develop({ pixels: Uint8Array.of(0, 255), labels: Uint8Array.of(3, 4) }, Uint32Array.of(1), 0);
 * assertEquals([x, y], [Float32Array.of(1), Int32Array.of(4)]);
 * ```
 */
export function developer(shape: ImageShape, transforms: readonly Transform[], conversion: Conversion): Developer {
  const inputBytes = bytesOf(shape);
  const steps = transforms.map((transform) => {
    const inputShape = shape;
    shape = transform.outputShape(shape);
    return { transform, inputShape, output: new Uint8Array(bytesOf(shape)) };
  });
  const outputBytes = bytesOf(shape);
  const convert = conversion.converter(shape[2]);
  const develop = ({ pixels, labels }: LabelledImages, picked: Uint32Array, seed: number): Developed => {
    const x = new Float32Array(picked.length * outputBytes);
    const y = new Int32Array(picked.length);
    for (let i = 0; i < picked.length; i++) {
      const index = picked[i]!;
      const next = generator(mixSeed(seed, index));
      let image = pixels.subarray(index * inputBytes, (index + 1) * inputBytes);
      for (const { transform, inputShape, output } of steps) {
        transform.apply(image, output, inputShape, next);
        image = output;
      }
      convert(image, x, i * outputBytes);
      y[i] = labels[index]!;
    }
    return { x, y };
  };
  return Object.assign(develop, { shape });
}

/**
 * The bytes of an image.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { bytesOf } from "./develop.ts";
 *
 * assertEquals(bytesOf([32, 32, 3]), 3072);
 * ```
 */
export function bytesOf([height, width, channels]: ImageShape): number {
  return height * width * channels;
}
