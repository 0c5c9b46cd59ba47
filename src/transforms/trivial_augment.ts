/** Augmentation that nothing must be chosen for. */
import { given, requireRange, settle } from "../options/settle.ts";
import { augmenting, FOURTEEN, magnitudeOf, type Strengths } from "../pixels/augmenting.ts";
import { imageTransform } from "../pixels/image_transform.ts";
import { requireColours } from "../pixels/retouch.ts";
import { requireFill, warpingOf, type WarpingOptions } from "../pixels/warp.ts";
import type { Transform } from "../transform.ts";

/** How finely strength is drawn. */
export interface TrivialAugmentOptions extends WarpingOptions {
  /** How many magnitudes there are. Default 31. */
  readonly bins?: number;
}

const STRENGTHS: Strengths = { shear: 0.99, translate: () => 32, rotate: 135, tone: 0.99, posterize: 6 };

/**
 * TrivialAugment in its wide form (Müller and Hutter, 2021), with the operations and magnitudes of torchvision: one operation
 * of fourteen for each image, as strong as is drawn. Masks, boxes and points go with what moves.
 *
 * @throws {RangeError} If an option is out of range; later, if an image has neither 1 nor 3 channels.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { trivialAugment } from "jsr:@raptor/raptor";
 *
 * const sample = { x: { dtype: "uint8", shape: [1, 2, 1], data: Uint8Array.of(0, 100) }, y: 0 };
 * // The first of the operations does nothing.
 * assertEquals(trivialAugment()(sample, () => 0).x.data, Uint8Array.of(0, 100));
 * ```
 */
export function trivialAugment(options: TrivialAugmentOptions = {}): Transform {
  const { bins = 31, method = "nearest", fill = 0, maskFill = 0 } = given(options);
  const settings = settle("trivialAugment", options, { bins, method, fill, maskFill });
  requireRange("trivialAugment", "a whole number of at least 2", { bins });
  const step = augmenting((shape, next) => {
    const operation = FOURTEEN[Math.floor(next() * FOURTEEN.length)]!;
    const share = Math.floor(next() * bins) / (bins - 1);
    return [{ operation, magnitude: magnitudeOf(operation, share, shape, STRENGTHS, next) }];
  }, warpingOf("trivialAugment", { method, fill, maskFill }));
  return imageTransform("trivialAugment", {
    ...step,
    outputShape(shape) {
      requireColours("trivialAugment", shape);
      return requireFill("trivialAugment", fill, shape);
    },
  }, { module: import.meta.url, options: settings });
}
