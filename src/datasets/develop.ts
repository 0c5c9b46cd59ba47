/** From bytes to the numbers of a batch, on the host: the same in every thread. */
import { generator, mixSeed } from "../tensors/random.ts";
import type { Conversion, ImageShape, Transform } from "../transform.ts";
import { bytesOf, type ImageSource, type Picture } from "./image_source.ts";

/** The numbers of a batch. */
export interface Developed {
  /** Image after image. */
  readonly x: Float32Array;
  /** Their labels. */
  readonly y: Int32Array;
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
 * @throws {RangeError} If images do not fit a transform, or differ in shape when all transforms are done.
 */
export type Developer = (picked: Uint32Array, seed: number) => Developed;

/**
 * Joins images, transforms and a conversion.
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
export function developer({ source, transforms, conversion }: Film): Developer {
  const outputs = transforms.map(() => new Uint8Array(0));
  const output = (at: number, bytes: number): Uint8Array => {
    if (outputs[at]!.length < bytes) outputs[at] = new Uint8Array(bytes);
    return outputs[at]!.length === bytes ? outputs[at]! : outputs[at]!.subarray(0, bytes);
  };
  const transformed = (index: number, seed: number): Picture => {
    let { pixels, shape } = source.image(index);
    const next = generator(mixSeed(seed, index));
    for (let at = 0; at < transforms.length; at++) {
      const to = transforms[at]!.outputShape(shape);
      const made = output(at, bytesOf(to));
      transforms[at]!.apply(pixels, made, shape, next);
      pixels = made, shape = to;
    }
    return { pixels, shape };
  };
  const named = (index: number, seed: number): Picture => {
    try {
      return transformed(index, seed);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw new RangeError(`${error.message} This is about ${source.title(index)}.`);
    }
  };
  return (picked, seed) => {
    const first = named(picked[0]!, seed);
    const { shape } = first;
    const convert = conversion.converter(shape[2]);
    const size = bytesOf(shape);
    const x = new Float32Array(picked.length * size);
    const y = Int32Array.from(picked, (index) => source.labels[index]!);
    convert(first.pixels, x, 0);
    for (let i = 1; i < picked.length; i++) {
      const image = named(picked[i]!, seed);
      if (!shape.every((side, axis) => side === image.shape[axis])) {
        throw new RangeError(
          `Cannot put images into one batch as they must have one shape: got ${image.shape.join(" x ")} of ` +
            `${source.title(picked[i]!)} after ${shape.join(" x ")}. End the transforms with centerCrop({ size }).`,
        );
      }
      convert(image.pixels, x, i * size);
    }
    return { x, y, shape };
  };
}

/**
 * Refuses transforms and a conversion that images of one shape do not fit.
 *
 * @throws {RangeError} If so.
 */
export function checkFit(shape: ImageShape, transforms: readonly Transform[], conversion: Conversion): void {
  const [, , channels] = transforms.reduce((from, transform) => transform.outputShape(from), shape);
  conversion.converter(channels);
}
