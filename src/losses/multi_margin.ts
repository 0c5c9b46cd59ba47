/** The loss of support vector machines of several classes. */
import { countOfJudged, judgedLabels, meanOfJudged, withinClasses } from "../tensors/labels.ts";
import type { Weighted } from "../source.ts";
import { apart } from "../tensors/by_weight.ts";
import { tf } from "../tf.ts";
import { requireLast, requireLogits, requireTensors } from "../shapes/refuse.ts";
import { asPart, given, requireEach, requireRange, settle } from "../options/settle.ts";
import type { LabelLoss } from "./cross_entropy.ts";

/** How far the label's score must be above the others. */
export interface MultiMarginOptions {
  /** How far is enough, above 0. Default 1. */
  readonly margin?: number;
  /** Whether what is missing counts squared. Default false. */
  readonly squared?: boolean;
  /** How much each class weighs, in their order: finite numbers of at least 0. Default all 1. */
  readonly classWeights?: readonly number[];
}

/**
 * Mean over labels of Σ max(0, margin - x[label] + x[other]) / classes, over all other classes, as PyTorch's
 * `multi_margin_loss` (Crammer and Singer, 2001, sum over the classes); `squared` is its `p=2`.
 *
 * The prediction has shape [batch, ..., classes], the target the same less the last axis and dtype int32. A label beyond the
 * classes makes the loss NaN.
 *
 * @throws {RangeError} If an option is out of range.
 * @throws {TypeError} If prediction and target do not fit, or there are not as many weights as classes.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { multiMargin, tf } from "jsr:@raptor/raptor";
 *
 * const loss = multiMargin()(tf.tensor2d([[1, 3, 2.5, 0]]), tf.tensor1d([1], "int32"));
 * assertEquals(loss.dataSync()[0], 0.5 / 4);
 * ```
 */
export function multiMargin(options: MultiMarginOptions = {}): LabelLoss {
  const { margin = 1, squared = false, classWeights } = given(options);
  const settings = settle("multiMargin", options, { margin, squared, classWeights });
  requireRange("multiMargin", "a finite number above 0", { margin });
  requireRange("multiMargin", "true or false", { squared });
  if (classWeights !== undefined) requireEach("multiMargin", "a finite number of at least 0", { classWeights });
  const judge = (scores: tf.Tensor, given: tf.Tensor | Weighted<tf.Tensor>) => {
    requireTensors("compute the multi-class margin loss", { prediction: scores, target: apart(given).target });
    const these = judgedLabels(given, undefined);
    requireLogits("multi-class margin loss", scores, these.labels);
    if (classWeights !== undefined) requireLast("multi-class margin loss", "classWeights", classWeights, scores);
    const classes = scores.shape.at(-1)!, rows = tf.reshape(scores, [-1, classes]);
    const losses = withinClasses(these.known, classes, (safe) => {
      const marks = tf.cast(tf.oneHot(safe, classes), "float32");
      const own = tf.sum(tf.mul(marks, rows), -1, true);
      const missing = tf.mul(tf.relu(tf.add(margin, tf.sub(rows, own))), tf.sub(1, marks));
      const each = tf.div(tf.sum(squared ? tf.square(missing) : missing, -1), classes);
      return classWeights ? tf.mul(each, tf.gather(tf.tensor1d([...classWeights]), safe)) : each;
    });
    return meanOfJudged(losses, these);
  };
  return asPart("multiMargin", judge, {
    settings,
    staticGraph: true,
    count: (given: tf.Tensor | Weighted<tf.Tensor>) => countOfJudged(judgedLabels(given, undefined)),
  }) as LabelLoss;
}
