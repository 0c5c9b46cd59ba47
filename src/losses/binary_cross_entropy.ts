/** The loss of questions that are answered by yes or no. */
import type { Loss } from "../loss.ts";
import { tf } from "../tf.ts";
import { requireSameShape } from "../shapes/require_same_shape.ts";
import { asPart } from "../options/as_part.ts";

/**
 * Mean negative log-likelihood of yes-or-no answers under the sigmoid of the logits, as PyTorch's
 * `binary_cross_entropy_with_logits`. It is computed from the logits, so large ones neither overflow nor vanish.
 *
 * Prediction and target have one shape, whatever it is; targets lie in [0, 1], of any dtype.
 *
 * @throws {TypeError} If the shapes differ.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { binaryCrossEntropy, tf } from "jsr:@raptor/raptor";
 *
 * const loss = binaryCrossEntropy()(tf.zeros([2]), tf.tensor1d([0, 1], "int32")) as tf.Scalar;
 * assertAlmostEquals(loss.dataSync()[0]!, Math.log(2), 1e-6);
 * ```
 */
export function binaryCrossEntropy(): Loss<tf.Tensor, tf.Tensor> {
  return asPart("binaryCrossEntropy", (logits, target) => {
    requireSameShape("binary cross-entropy", logits, target);
    return tf.mean(tf.sub(tf.softplus(logits), tf.mul(logits, tf.cast(target, "float32")))) as tf.Scalar;
  }, { settings: Object.freeze({}), staticGraph: true });
}
