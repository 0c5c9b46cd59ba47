/** The loss of regression that large errors do not rule. */
import type { Loss } from "../loss.ts";
import type { Weighted } from "../source.ts";
import { meanLoss } from "../tensors/by_weight.ts";
import { tf } from "../tf.ts";
import { requireSameShape } from "../shapes/refuse.ts";

/**
 * Mean of |prediction - target| over all numbers, as PyTorch's `l1_loss`; its gradient is 0 where they agree.
 *
 * Prediction and target have one shape, whatever it is. The metric of this name is `mae`.
 *
 * @throws {TypeError} If their shapes differ.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { meanAbsoluteError, tf } from "jsr:@raptor/raptor";
 *
 * const loss = meanAbsoluteError()(tf.tensor1d([1, 2]), tf.tensor1d([1, 5])) as tf.Scalar;
 * assertEquals(loss.dataSync()[0], 1.5);
 * ```
 */
export function meanAbsoluteError(): Loss<tf.Tensor, tf.Tensor | Weighted<tf.Tensor>> {
  return meanLoss("meanAbsoluteError", (prediction: tf.Tensor, target) => {
    requireSameShape("mean absolute error", prediction, target);
    const difference = tf.sub(prediction, target);
    // Not abs, whose gradient in TensorFlow.js is -1 at 0.
    return tf.add(tf.relu(difference), tf.relu(tf.neg(difference)));
  }, { settings: Object.freeze({}) });
}
