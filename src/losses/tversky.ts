/** The loss of masks in which what is missed and what is made up weigh differently. */
import type { Loss } from "../loss.ts";
import { overlap } from "../tensors/overlap.ts";
import { tf } from "../tf.ts";
import { requireMask } from "../shapes/refuse.ts";
import { asPart, given, requireRange, settle } from "../options/settle.ts";
import { refuseWeights } from "../tensors/by_weight.ts";

/** How misses are weighed. */
export interface TverskyOptions {
  /** How much weighs what is found where nothing is, at least 0. Default 0.3. */
  readonly alpha?: number;
  /** How much weighs what is there and not found, at least 0. Default 0.7. */
  readonly beta?: number;
  /** Added above and below the line, at least 0: how little an empty mask weighs. Default 1. */
  readonly smooth?: number;
  /** The label of what is not counted. Default none. */
  readonly ignoreIndex?: number;
}

/**
 * 1 - (hits + smooth) / (hits + alpha · false + beta · missed + smooth), where chances are counted as parts of pixels (Salehi et
 * al., 2017): the mean over samples and classes. With both at 0.5 it is the dice loss of twice the `smooth`.
 *
 * The prediction is logits [batch, ..., classes]. Of a target of that shape, in [0, 1], each class is a question of its own,
 * under the sigmoid; of int32 labels [batch, ...] the classes share each pixel, under the softmax. A label beyond the classes
 * makes the loss NaN.
 *
 * @throws {RangeError} If an option is out of range.
 * @throws {TypeError} If prediction and target do not fit.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { tversky, tf } from "jsr:@raptor/raptor";
 *
 * const loss = tversky({ smooth: 0 })(tf.zeros([1, 4, 1]), tf.tensor3d([[[1], [1], [1], [0]]])) as tf.Scalar;
 * assertAlmostEquals(loss.dataSync()[0]!, 1 - 1.5 / (1.5 + 0.3 * 0.5 + 0.7 * 1.5), 1e-6);
 * ```
 */
export function tversky(options: TverskyOptions = {}): Loss<tf.Tensor, tf.Tensor> {
  const { alpha = 0.3, beta = 0.7, smooth = 1, ignoreIndex } = given(options);
  const settings = settle("tversky", options, { alpha, beta, smooth, ignoreIndex });
  requireRange("tversky", "a finite number of at least 0", { alpha, beta, smooth });
  if (ignoreIndex !== undefined) requireRange("tversky", "a whole number", { ignoreIndex });
  return asPart("tversky", (logits, target) => {
    refuseWeights("compute tversky", target, "a loss that is a mean, such as crossEntropy()");
    requireMask("Tversky loss", logits, target);
    const { hits, predicted, actual } = overlap(logits, target, ignoreIndex);
    const off = tf.add(tf.mul(alpha, tf.sub(predicted, hits)), tf.mul(beta, tf.sub(actual, hits)));
    const found = tf.add(hits, smooth);
    return tf.mean(tf.sub(1, tf.div(found, tf.add(found, off)))) as tf.Scalar;
  }, { settings, staticGraph: true });
}
