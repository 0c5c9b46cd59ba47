/** The loss of pairs that are alike, or are not. */
import type { Loss } from "../loss.ts";
import { cosineOf } from "../tensors/unit.ts";
import { tf } from "../tf.ts";
import { requireSameShape } from "../shapes/refuse.ts";
import { asPart, given, requireRange, settle } from "../options/settle.ts";
import { refuseWeights } from "../tensors/by_weight.ts";

/** Two embeddings of each sample, [batch, units] each. */
export interface EmbeddedPair {
  /** Of the one. */
  readonly anchor: tf.Tensor2D;
  /** Of the other. */
  readonly other: tf.Tensor2D;
}

/** How unlike is unlike enough. */
export interface CosineEmbeddingOptions {
  /** The cosine up to which pairs that are not alike cost nothing, from -1 to 1. Default 0. */
  readonly margin?: number;
}

/**
 * Mean over pairs of 1 - cos where the target is above 0, and of max(0, cos - margin) elsewhere, with the cosine of the angle
 * between the two embeddings, as PyTorch's `cosine_embedding_loss`.
 *
 * The prediction is `{ anchor, other }`, [batch, units] each, the target 1 for alike and -1 (or 0) for not, [batch].
 *
 * @throws {RangeError} If `margin` is out of range.
 * @throws {TypeError} If the two embeddings differ in shape, or there is not a target for each pair.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { cosineEmbedding, tf } from "jsr:@raptor/raptor";
 *
 * const pairs = { anchor: tf.tensor2d([[1, 0], [1, 0]]), other: tf.tensor2d([[0, 1], [2, 0]]) };
 * const loss = cosineEmbedding()(pairs, tf.tensor1d([1, -1])) as tf.Scalar;
 * assertAlmostEquals(loss.dataSync()[0]!, (1 + 1) / 2, 1e-6);
 * ```
 */
export function cosineEmbedding(options: CosineEmbeddingOptions = {}): Loss<EmbeddedPair, tf.Tensor1D> {
  const { margin = 0 } = given(options);
  const settings = settle("cosineEmbedding", options, { margin });
  requireRange("cosineEmbedding", "in [-1, 1]", { margin });
  return asPart("cosineEmbedding", ({ anchor, other } = {} as EmbeddedPair, target) => {
    refuseWeights("compute cosineEmbedding", target, "a loss that is a mean, such as crossEntropy()");
    requireSameShape("cosine embedding loss", anchor, other, ["prediction's anchor", "prediction's other"]);
    const cosines = cosineOf(anchor, other);
    requireSameShape("cosine embedding loss", cosines, target);
    const alike = tf.cast(tf.greater(tf.cast(target, "float32"), 0), "float32");
    const apart = tf.relu(tf.sub(cosines, margin));
    return tf.mean(tf.add(tf.mul(alike, tf.sub(1, cosines)), tf.mul(tf.sub(1, alike), apart))) as tf.Scalar;
  }, { settings, staticGraph: true });
}
