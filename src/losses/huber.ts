/** The loss of regression that is square near the target and straight far away. */
import type { Loss } from "../loss.ts";
import type { Weighted } from "../source.ts";
import { meanLoss } from "../tensors/by_weight.ts";
import { tf } from "../tf.ts";
import { requireSameShape } from "../shapes/refuse.ts";
import { given, requireRange, settle } from "../options/settle.ts";

/** Where the loss turns straight. */
export interface HuberOptions {
  /** The largest error that counts squared, above 0. Default 1. */
  readonly delta?: number;
}

/**
 * Mean over all numbers of d² / 2 up to an error d of `delta`, and of delta * (d - delta / 2) beyond (Huber, 1964), as
 * PyTorch's `huber_loss`.
 *
 * Prediction and target have one shape, whatever it is.
 *
 * @throws {RangeError} If `delta` is not a finite number above 0.
 * @throws {TypeError} If the shapes differ.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { huber, tf } from "jsr:@raptor/raptor";
 *
 * const loss = huber()(tf.tensor1d([0, 0]), tf.tensor1d([1, 3])) as tf.Scalar;
 * assertEquals(loss.dataSync()[0], (0.5 + 2.5) / 2);
 * ```
 */
export function huber(options: HuberOptions = {}): Loss<tf.Tensor, tf.Tensor | Weighted<tf.Tensor>> {
  const { delta = 1 } = given(options);
  const settings = settle("huber", options, { delta });
  requireRange("huber", "a finite number above 0", { delta });
  return meanLoss("huber", (prediction: tf.Tensor, target) => {
    requireSameShape("huber loss", prediction, target);
    const error = tf.abs(tf.sub(prediction, target));
    const near = tf.minimum(error, delta);
    return tf.add(tf.div(tf.square(near), 2), tf.mul(delta, tf.sub(error, near)));
  }, { settings });
}
