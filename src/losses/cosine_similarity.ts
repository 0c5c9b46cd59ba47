/** The loss of directions, whatever their length. */
import type { Loss } from "../loss.ts";
import { cosineOf } from "../tensors/unit.ts";
import { tf } from "../tf.ts";
import { requireSameShape } from "../shapes/require_same_shape.ts";
import { asPart } from "../options/as_part.ts";

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
export function cosineSimilarity(): Loss<tf.Tensor, tf.Tensor> {
  return asPart("cosineSimilarity", (prediction, target) => {
    requireSameShape("cosine similarity", prediction, target);
    return tf.mean(tf.sub(1, cosineOf(prediction, target))) as tf.Scalar;
  }, {
    settings: Object.freeze({}),
    staticGraph: true,
    count: (target: tf.Tensor) => target.size / target.shape.at(-1)!,
  });
}
