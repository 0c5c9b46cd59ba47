/** The share of right answers. */
import type { Metric } from "../metric.ts";
import { withinClasses } from "../tensors/labels.ts";
import { tf } from "../tf.ts";
import { mean } from "./mean.ts";
import { requireLabels } from "../shapes/require_labels.ts";

/**
 * The share of predictions whose largest logit is that of the label, in percent.
 *
 * The prediction has shape [batch, classes], the target shape [batch] and dtype int32. An answer with a NaN in it is never
 * right; a label beyond the classes makes the score NaN.
 *
 * @throws {TypeError} If, on judging, prediction or target have another shape or dtype.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { accuracy, tf } from "jsr:@raptor/raptor";
 *
 * const metric = accuracy();
 * const logits = tf.tensor2d([[0, 1], [1, 0]]);
 * const state = metric.update(metric.init(), logits, tf.tensor1d([1, 1], "int32"));
 * assertEquals(metric.compute(state).dataSync()[0], 50);
 * ```
 */
export function accuracy(): Metric<"accuracy", tf.Tensor2D, tf.Tensor1D> {
  return mean("accuracy", (logits: tf.Tensor2D, labels: tf.Tensor1D) => {
    requireLabels("accuracy", logits, labels);
    return withinClasses(labels, logits.shape[1], (labels) => {
      const right = tf.equal(tf.argMax(logits, -1), labels);
      return tf.cast(tf.logicalAnd(right, tf.logicalNot(tf.any(tf.isNaN(logits), -1))), "float32");
    });
  }, { better: "higher", scale: 100, settings: {} });
}
