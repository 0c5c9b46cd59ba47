/** Augmentation that was found by search. */
import { given, requireOneOf, settle } from "../options/settle.ts";
import { augmenting, magnitudeOf, USUAL } from "../pixels/augmenting.ts";
import { imageTransform } from "../pixels/image_transform.ts";
import { requireColours } from "../pixels/retouch.ts";
import { requireFill, warpingOf, type WarpingOptions } from "../pixels/warp.ts";
import type { Transform } from "../transform.ts";
import { POLICIES } from "./auto_augment/policies.ts";

/** Whose policy is followed. */
export interface AutoAugmentOptions extends WarpingOptions {
  /** The images that it was searched on. Default `imagenet`. */
  readonly policy?: "imagenet" | "cifar10" | "svhn";
}

/**
 * AutoAugment (Cubuk et al., 2019), with the operations and magnitudes of torchvision: one of 25 pairs of operations for each
 * image, each with a chance of its own. Masks, boxes and points go with what moves.
 *
 * @throws {RangeError} If an option is out of range; later, if an image has neither 1 nor 3 channels.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { autoAugment } from "jsr:@raptor/raptor";
 *
 * const sample = { x: { dtype: "uint8", shape: [1, 2, 1], data: Uint8Array.of(0, 100) }, y: 0 };
 * assertEquals(autoAugment()(sample, () => 0.99).x.data, Uint8Array.of(0, 100));
 * ```
 */
export function autoAugment(options: AutoAugmentOptions = {}): Transform {
  const { policy = "imagenet", method = "nearest", fill = 0, maskFill = 0 } = given(options);
  const settings = settle("autoAugment", options, { policy, method, fill, maskFill });
  requireOneOf("autoAugment", Object.keys(POLICIES), { policy });
  const pairs = POLICIES[policy];
  const step = augmenting((shape, next) => {
    const pair = pairs[Math.floor(next() * pairs.length)]!;
    return pair.filter(([, chance]) => next() <= chance)
      .map(([operation, , magnitude = 0]) => (
        { operation, magnitude: magnitudeOf(operation, magnitude / 9, shape, USUAL, next) }
      ));
  }, warpingOf("autoAugment", { method, fill, maskFill }));
  return imageTransform("autoAugment", {
    ...step,
    outputShape(shape) {
      requireColours("autoAugment", shape);
      return requireFill("autoAugment", fill, shape);
    },
  }, { module: import.meta.url, options: settings });
}
