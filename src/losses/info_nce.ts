/** The loss of embeddings that find their partner among all others of the batch. */
import type { Loss } from "../loss.ts";
import { softmaxCrossEntropy } from "../tensors/softmax.ts";
import { unit } from "../tensors/unit.ts";
import { tf } from "../tf.ts";
import { requireSameShape } from "../shapes/refuse.ts";
import { asPart, given, requireRange, settle } from "../options/settle.ts";
import { refuseWeights } from "../tensors/by_weight.ts";

/** Two embeddings that belong together, [batch, units] each: two views of an image, an image and its caption. */
export interface EmbeddedPartners {
  /** Of what looks for its partner. */
  readonly anchor: tf.Tensor2D;
  /** Of its partner. */
  readonly positive: tf.Tensor2D;
}

/** How partners are told from others. */
export interface InfoNceOptions {
  /** What cosines are divided by before the softmax, above 0. Default 0.07. */
  readonly temperature?: number;
  /** Whether positives look for their anchors as well, and the two are averaged, as in CLIP (Radford et al., 2021). Default false. */
  readonly symmetric?: boolean;
}

/**
 * Mean cross-entropy of each anchor's own partner among those of the whole batch, by the cosines of their angles (van den Oord et
 * al., 2018). What it is depends on the batch, so accumulated batches are not one large batch to it.
 *
 * The prediction is `{ anchor, positive }`, [batch, units] each; the target is not looked at.
 *
 * @throws {RangeError} If an option is out of range.
 * @throws {TypeError} If the two embeddings differ in shape.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { infoNce, tf } from "jsr:@raptor/raptor";
 *
 * const same = tf.tensor2d([[1, 0], [0, 1]]);
 * const loss = infoNce({ temperature: 1 })({ anchor: same, positive: same }, null) as tf.Scalar;
 * assertAlmostEquals(loss.dataSync()[0]!, Math.log(1 + Math.exp(-1)), 1e-6);
 * ```
 */
export function infoNce(options: InfoNceOptions = {}): Loss<EmbeddedPartners, unknown> {
  const { temperature = 0.07, symmetric = false } = given(options);
  const settings = settle("infoNce", options, { temperature, symmetric });
  requireRange("infoNce", "a finite number above 0", { temperature });
  requireRange("infoNce", "true or false", { symmetric });
  return asPart("infoNce", ({ anchor, positive } = {} as EmbeddedPartners, target) => {
    refuseWeights("compute infoNce", target, "a loss that is a mean, such as crossEntropy()");
    requireSameShape("InfoNCE", anchor, positive, ["prediction's anchor", "prediction's positive"]);
    const cosines = tf.matMul(unit(anchor), unit(positive), false, true);
    const logits = tf.div(cosines, temperature) as tf.Tensor2D;
    const own = tf.range(0, anchor.shape[0], 1, "int32");
    const among = (logits: tf.Tensor2D) => tf.mean(softmaxCrossEntropy(logits, own, { smoothing: 0, within: true }));
    const there = among(logits);
    return (symmetric ? tf.mul(0.5, tf.add(there, among(tf.transpose(logits)))) : there) as tf.Scalar;
  }, { settings, staticGraph: true });
}
