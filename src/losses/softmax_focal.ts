/** The loss of classification where nearly all is easy. */
import type { Settings } from "../settings.ts";
import { focus } from "../tensors/focus.ts";
import { countOfJudged, judgedLabels, meanOfJudged, withinClasses } from "../tensors/labels.ts";
import type { Weighted } from "../source.ts";
import { apart } from "../tensors/by_weight.ts";
import { tf } from "../tf.ts";
import { requireLast, requireLogits, requireTensors } from "../shapes/refuse.ts";
import { asPart, given, requireEach, requireRange, settle } from "../options/settle.ts";
import type { LabelLoss } from "./cross_entropy.ts";

/** How focal loss looks away from what is easy. */
export interface SoftmaxFocalOptions {
  /** How much each class weighs, in their order: finite numbers of at least 0. Default all 1. */
  readonly alpha?: readonly number[];
  /** How fast what is right loses its weight, at least 0; at 0 nothing does. Default 2. */
  readonly gamma?: number;
  /** The label of what is not judged, such as padding; a class or any other whole number. Default none. */
  readonly ignoreIndex?: number;
}

/**
 * Cross-entropy times (1 - p)^gamma, with p the chance that is given to the label (Lin et al., 2017): mean over all labels that
 * are not ignored, whatever their class weighs.
 *
 * The prediction has shape [batch, ..., classes] and dtype float32, the target the same less the last axis and dtype int32. A
 * label beyond the classes makes the loss NaN; where nothing is judged, the loss is 0.
 *
 * @throws {RangeError} If an option is out of range.
 * @throws {TypeError} If prediction and target do not fit, or `alpha` has not as many numbers as there are classes.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { softmaxFocal, tf } from "jsr:@raptor/raptor";
 *
 * const loss = softmaxFocal()(tf.zeros([1, 2]), tf.tensor1d([1], "int32"));
 * assertAlmostEquals(loss.dataSync()[0]!, 0.5 ** 2 * Math.log(2), 1e-6);
 * ```
 */
export function softmaxFocal(options: SoftmaxFocalOptions = {}): LabelLoss {
  const { alpha, gamma = 2, ignoreIndex } = given(options);
  const settings: Settings = settle("softmaxFocal", options, { alpha, gamma, ignoreIndex });
  if (alpha !== undefined) requireEach("softmaxFocal", "a finite number of at least 0", { alpha });
  requireRange("softmaxFocal", "a finite number of at least 0", { gamma });
  if (ignoreIndex !== undefined) requireRange("softmaxFocal", "a whole number", { ignoreIndex });
  const judge = (logits: tf.Tensor, given: tf.Tensor | Weighted<tf.Tensor>) => {
    requireTensors("compute the focal loss", { prediction: logits, target: apart(given).target });
    const these = judgedLabels(given, ignoreIndex), { known } = these;
    requireLogits("focal loss", logits, these.labels);
    if (alpha !== undefined) requireLast("focal loss", "alpha", alpha, logits);
    const classes = logits.shape.at(-1)!, rows = tf.reshape(logits, [-1, classes]) as tf.Tensor2D;
    const losses = withinClasses(known, classes, (safe) => {
      const marks = tf.cast(tf.oneHot(safe, classes), "float32"), chances = tf.logSoftmax(rows);
      const wrong = tf.sum(tf.mul(tf.sub(1, marks), tf.exp(chances)), -1);
      const weights = alpha ? tf.mul(marks, tf.tensor1d([...alpha])) : marks;
      return tf.mul(tf.neg(tf.sum(tf.mul(weights, chances), -1)), focus(wrong, gamma));
    });
    return meanOfJudged(losses, these);
  };
  const count = (given: tf.Tensor | Weighted<tf.Tensor>) => countOfJudged(judgedLabels(given, ignoreIndex));
  return asPart("softmaxFocal", judge, { settings, staticGraph: true, count }) as LabelLoss;
}
