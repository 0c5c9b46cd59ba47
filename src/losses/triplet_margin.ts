/** The loss of embeddings in which like is nearer than unlike. */
import type { Loss } from "../loss.ts";
import { tf } from "../tf.ts";
import { requireSameShape } from "../shapes/refuse.ts";
import { asPart, given, requireRange, settle } from "../options/settle.ts";
import { refuseWeights } from "../tensors/by_weight.ts";

/** Three embeddings of each sample, [batch, units] each. */
export interface EmbeddedTriplet {
  /** Of what is compared. */
  readonly anchor: tf.Tensor2D;
  /** Of what is like the anchor. */
  readonly positive: tf.Tensor2D;
  /** Of what is not. */
  readonly negative: tf.Tensor2D;
}

/** How much nearer is near enough. */
export interface TripletMarginOptions {
  /** How much, above 0. Default 1. */
  readonly margin?: number;
  /** Whether the positive's distance to the negative counts where it is the smaller one (Balntas et al., 2016). Default false. */
  readonly swap?: boolean;
}

/**
 * Mean of max(0, |anchor - positive| - |anchor - negative| + margin) over triplets (Schroff et al., 2015, without squares), as
 * PyTorch's `triplet_margin_loss`; as there, a millionth is added to each difference.
 *
 * The prediction is `{ anchor, positive, negative }`, [batch, units] each; the target is not looked at.
 *
 * @throws {RangeError} If an option is out of range.
 * @throws {TypeError} If the embeddings differ in shape.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { tf, tripletMargin } from "jsr:@raptor/raptor";
 *
 * const [anchor, positive, negative] = [[0, 0], [3, 4], [0, 5.5]].map((row) => tf.tensor2d([row]));
 * const loss = tripletMargin()({ anchor: anchor!, positive: positive!, negative: negative! }, null) as tf.Scalar;
 * assertAlmostEquals(loss.dataSync()[0]!, 5 - 5.5 + 1, 1e-5);
 * ```
 */
export function tripletMargin(options: TripletMarginOptions = {}): Loss<EmbeddedTriplet, unknown> {
  const { margin = 1, swap = false } = given(options);
  const settings = settle("tripletMargin", options, { margin, swap });
  requireRange("tripletMargin", "a finite number above 0", { margin });
  requireRange("tripletMargin", "true or false", { swap });
  return asPart("tripletMargin", ({ anchor, positive, negative } = {} as EmbeddedTriplet, target) => {
    refuseWeights("compute tripletMargin", target, "a loss that is a mean, such as crossEntropy()");
    requireSameShape("triplet margin loss", anchor, positive, ["prediction's anchor", "prediction's positive"]);
    requireSameShape("triplet margin loss", anchor, negative, ["prediction's anchor", "prediction's negative"]);
    const far = distance(anchor, negative);
    const apart = swap ? tf.minimum(far, distance(positive, negative)) : far;
    return tf.mean(tf.relu(tf.add(tf.sub(distance(anchor, positive), apart), margin))) as tf.Scalar;
  }, { settings, staticGraph: true });
}

/** The length of the difference; what is added keeps its slope a number where there is none. */
function distance(a: tf.Tensor2D, b: tf.Tensor2D): tf.Tensor {
  return tf.sqrt(tf.sum(tf.square(tf.add(tf.sub(a, b), 1e-6)), -1));
}
