/** The share of answers that are nearly right. */
import { keptOf } from "../judging/marks.ts";
import { given, requireRange, settle } from "../options/settle.ts";
import type { Metric } from "../metric.ts";
import type { Weighted } from "../source.ts";
import { withinClasses } from "../tensors/labels.ts";
import { tf } from "../tf.ts";
import type { AccuracyOptions } from "./accuracy.ts";
import { mean } from "./mean.ts";
import type { Named } from "./metric.ts";
import { requireLabels } from "../shapes/refuse.ts";

/**
 * The share of predictions that have the label among their `k` largest logits, in percent; its score is `top<k>`.
 *
 * Of equal logits the first counts as the larger, as in `accuracy`, which is `topK(1)`.
 * The prediction has shape [..., classes], the target shape [...] and dtype int32: one sample, token or pixel each. A label
 * beyond the classes makes the score NaN.
 *
 * @param k How many logits may be the label's, less than the number of classes.
 * @param options What is not judged.
 * @throws {TypeError} If, on judging, prediction or target have another shape or dtype.
 * @throws {RangeError} If `k` is not a whole number of at least 1, or, on judging, not less than the number of classes.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tf, topK } from "jsr:@raptor/raptor";
 *
 * const metric = topK(2);
 * const logits = tf.tensor2d([[3, 2, 1], [3, 2, 1]]);
 * const state = metric.update(metric.init(), logits, tf.tensor1d([1, 2], "int32"));
 * assertEquals([metric.name, metric.compute(state).dataSync()[0]], ["top2", 50]);
 * ```
 */
export function topK<const K extends number>(
  k: K,
  options: AccuracyOptions = {},
): Named<`top${K}`, Metric<`top${K}`, tf.Tensor, tf.Tensor | Weighted<tf.Tensor>>> {
  const { ignoreIndex } = given(options);
  const settings = settle("topK", options, { ignoreIndex }, { k });
  requireRange("topK", "a whole number of at least 1", { k });
  if (ignoreIndex !== undefined) requireRange("topK", "a whole number", { ignoreIndex });
  return mean(`top${k}` as const, (logits: tf.Tensor, labels: tf.Tensor) => {
    requireLabels(`top${k}`, logits, labels);
    const classes = logits.shape.at(-1)!;
    if (k >= classes) {
      throw new RangeError(`Cannot judge by top${k} as there must be more than ${k} classes: got ${classes}.`);
    }
    const found = withinClasses(tf.reshape(labels, [-1]), classes, (labels) => {
      const rows = tf.reshape(logits, [labels.size, classes]);
      const place = tf.range(0, classes, 1, "int32"), label = tf.expandDims(labels, -1);
      const score = tf.sum(tf.where(tf.equal(place, label), rows, tf.zerosLike(rows)), -1, true);
      // Counts what the label beats, not what beats the label: a NaN beats nothing, so it is never right.
      const beaten = tf.logicalOr(
        tf.greater(score, rows),
        tf.logicalAnd(tf.equal(score, rows), tf.greater(place, label)),
      );
      return tf.cast(tf.greaterEqual(tf.sum(tf.cast(beaten, "float32"), -1), classes - k), "float32");
    });
    return keptOf(found, labels, ignoreIndex);
  }, { better: "higher", scale: 100, settings, staticGraph: true });
}
