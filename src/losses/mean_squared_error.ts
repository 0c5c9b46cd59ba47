/** The loss of regression. */
import type { Loss } from "../loss.ts";
import type { Weighted } from "../source.ts";
import { meanLoss } from "../tensors/by_weight.ts";
import { tf } from "../tf.ts";
import { requireSameShape } from "../shapes/refuse.ts";

/**
 * Mean of (prediction - target)² over all numbers, as PyTorch's `mse_loss`.
 *
 * Prediction and target have one shape, whatever it is.
 *
 * @throws {TypeError} If their shapes differ.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { meanSquaredError, tf } from "jsr:@raptor/raptor";
 *
 * const loss = meanSquaredError()(tf.tensor1d([1, 2]), tf.tensor1d([1, 5])) as tf.Scalar;
 * assertEquals(loss.dataSync()[0], 4.5);
 * ```
 */
export function meanSquaredError(): Loss<tf.Tensor, tf.Tensor | Weighted<tf.Tensor>> {
  return meanLoss("meanSquaredError", (prediction: tf.Tensor, target) => {
    requireSameShape("mean squared error", prediction, target);
    return tf.squaredDifference(prediction, target);
  }, { settings: Object.freeze({}) });
}
