/** The loss of masks of which most is background. */
import type { Loss } from "../loss.ts";
import { overlap } from "../tensors/overlap.ts";
import { tf } from "../tf.ts";
import { requireMask } from "../shapes/refuse.ts";
import { asPart, given, requireRange, settle } from "../options/settle.ts";
import { refuseWeights } from "../tensors/by_weight.ts";

/** How overlap is judged. */
export interface SoftDiceOptions {
  /** Added above and below the line, at least 0: how little an empty mask weighs. Default 1. */
  readonly smooth?: number;
  /** The label of what is not counted. Default none. */
  readonly ignoreIndex?: number;
}

/**
 * 1 - (2 hits + smooth) / (predicted + actual + smooth), where chances are counted as parts of pixels (Milletari et al., 2016,
 * without squares): the mean over samples and classes.
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
 * import { softDice, tf } from "jsr:@raptor/raptor";
 *
 * const loss = softDice({ smooth: 0 })(tf.zeros([1, 4, 1]), tf.tensor3d([[[1], [1], [1], [0]]])) as tf.Scalar;
 * assertAlmostEquals(loss.dataSync()[0]!, 1 - 2 * 1.5 / (2 + 3), 1e-6);
 * ```
 */
export function softDice(options: SoftDiceOptions = {}): Loss<tf.Tensor, tf.Tensor> {
  const { smooth = 1, ignoreIndex } = given(options);
  const settings = settle("softDice", options, { smooth, ignoreIndex });
  requireRange("softDice", "a finite number of at least 0", { smooth });
  if (ignoreIndex !== undefined) requireRange("softDice", "a whole number", { ignoreIndex });
  return asPart("softDice", (logits, target) => {
    refuseWeights("compute softDice", target, "a loss that is a mean, such as crossEntropy()");
    requireMask("dice loss", logits, target);
    const { hits, predicted, actual } = overlap(logits, target, ignoreIndex);
    const found = tf.div(tf.add(tf.mul(2, hits), smooth), tf.add(tf.add(predicted, actual), smooth));
    return tf.mean(tf.sub(1, found)) as tf.Scalar;
  }, { settings, staticGraph: true });
}
