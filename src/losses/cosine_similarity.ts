/** The loss of directions, whatever their length. */
import type { Loss } from "../loss.ts";
import type { Weighted } from "../source.ts";
import { cosineOf } from "../tensors/unit.ts";
import { meanLoss } from "../tensors/by_weight.ts";
import { tf } from "../tf.ts";
import { requireSameShape } from "../shapes/refuse.ts";

/**
 * Mean over rows of 1 - cos, with the cosine of the angle between prediction and target along the last axis, as PyTorch's
 * `cosine_similarity`; that of a row of zeros is 0.
 *
 * Prediction and target have one shape [batch, ..., units].
 *
 * @throws {TypeError} If the shapes differ.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { cosineSimilarity, tf } from "jsr:@raptor/raptor";
 *
 * const loss = cosineSimilarity()(tf.tensor2d([[1, 0], [0, 3]]), tf.tensor2d([[5, 0], [1, 0]])) as tf.Scalar;
 * assertAlmostEquals(loss.dataSync()[0]!, (0 + 1) / 2, 1e-6);
 * ```
 */
export function cosineSimilarity(): Loss<tf.Tensor, tf.Tensor | Weighted<tf.Tensor>> {
  return meanLoss("cosineSimilarity", (prediction: tf.Tensor, target) => {
    requireSameShape("cosine similarity", prediction, target);
    return tf.sub(1, cosineOf(prediction, target));
  }, {
    settings: Object.freeze({}),
    count: (target: tf.Tensor) => target.size / target.shape.at(-1)!,
  });
}
