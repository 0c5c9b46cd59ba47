/** Augmentation that two numbers describe. */
import { given, requireRange, settle } from "../options/settle.ts";
import { augmenting, FOURTEEN, magnitudeOf, USUAL } from "../pixels/augmenting.ts";
import { imageTransform } from "../pixels/image_transform.ts";
import { requireColours } from "../pixels/retouch.ts";
import { requireFill, warpingOf, type WarpingOptions } from "../pixels/warp.ts";
import type { Transform } from "../transform.ts";

/** How much is done to each image. */
export interface RandAugmentOptions extends WarpingOptions {
  /** Operations, one after the other. Default 2. */
  readonly operations?: number;
  /** How strong each is, from 0 to `bins` - 1. Default 9. */
  readonly magnitude?: number;
  /** How many magnitudes there are. Default 31. */
  readonly bins?: number;
}

/**
 * RandAugment (Cubuk et al., 2020), with the operations and magnitudes of torchvision: so many operations of fourteen, drawn
 * anew for each image, all of one strength. Masks, boxes and points go with what moves.
 *
 * @throws {RangeError} If an option is out of range; later, if an image has neither 1 nor 3 channels.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { randAugment } from "jsr:@raptor/raptor";
 *
 * const sample = { x: { dtype: "uint8", shape: [1, 2, 1], data: Uint8Array.of(0, 100) }, y: 0 };
 * // The last of the operations, twice: equalize leaves an image of two pixels alone.
 * assertEquals(randAugment()(sample, () => 0.99).x.data, Uint8Array.of(0, 100));
 * ```
 */
export function randAugment(options: RandAugmentOptions = {}): Transform {
  const { operations = 2, magnitude = 9, bins = 31, method = "nearest", fill = 0, maskFill = 0 } = given(options);
  const settings = settle("randAugment", options, { operations, magnitude, bins, method, fill, maskFill });
  requireRange("randAugment", "a whole number of at least 0", { operations, magnitude });
  requireRange("randAugment", "a whole number of at least 2", { bins });
  if (magnitude >= bins) {
    throw new RangeError(`Cannot make randAugment as magnitude must be below bins: got ${magnitude} of ${bins}.`);
  }
  const step = augmenting((shape, next) =>
    Array.from({ length: operations }, () => {
      const operation = FOURTEEN[Math.floor(next() * FOURTEEN.length)]!;
      return { operation, magnitude: magnitudeOf(operation, magnitude / (bins - 1), shape, USUAL, next) };
    }), warpingOf("randAugment", { method, fill, maskFill }));
  return imageTransform("randAugment", {
    ...step,
    outputShape(shape) {
      requireColours("randAugment", shape);
      return requireFill("randAugment", fill, shape);
    },
  }, { module: import.meta.url, options: settings });
}
