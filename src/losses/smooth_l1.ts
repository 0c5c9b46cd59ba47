/** The loss of boxes: square near the target, and straight with a slope of 1 far away. */
import type { Loss } from "../loss.ts";
import type { Weighted } from "../source.ts";
import { meanLoss } from "../tensors/by_weight.ts";
import { tf } from "../tf.ts";
import { requireSameShape } from "../shapes/refuse.ts";
import { given, requireRange, settle } from "../options/settle.ts";

/** Where the loss turns straight. */
export interface SmoothL1Options {
  /** The largest error that counts squared, above 0. Default 1. */
  readonly beta?: number;
}

/**
 * Mean over all numbers of d² / (2 beta) up to an error d of `beta`, and of d - beta / 2 beyond (Girshick, 2015), as
 * PyTorch's `smooth_l1_loss`. It is {@linkcode huber} divided by `beta`; with a `beta` of 0 it would be
 * {@linkcode meanAbsoluteError}.
 *
 * Prediction and target have one shape, whatever it is.
 *
 * @throws {RangeError} If `beta` is not a finite number above 0.
 * @throws {TypeError} If the shapes differ.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { smoothL1, tf } from "jsr:@raptor/raptor";
 *
 * const loss = smoothL1({ beta: 0.5 })(tf.tensor1d([0, 0]), tf.tensor1d([0.25, 3])) as tf.Scalar;
 * assertEquals(loss.dataSync()[0], (0.0625 + 2.75) / 2);
 * ```
 */
export function smoothL1(options: SmoothL1Options = {}): Loss<tf.Tensor, tf.Tensor | Weighted<tf.Tensor>> {
  const { beta = 1 } = given(options);
  const settings = settle("smoothL1", options, { beta });
  requireRange("smoothL1", "a finite number above 0", { beta });
  return meanLoss("smoothL1", (prediction: tf.Tensor, target) => {
    requireSameShape("smooth L1 loss", prediction, target);
    const error = tf.abs(tf.sub(prediction, target));
    const near = tf.minimum(error, beta);
    return tf.add(tf.div(tf.square(near), 2 * beta), tf.sub(error, near));
  }, { settings });
}
