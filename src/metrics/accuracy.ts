/** The share of right answers. */
import type { Metric } from "../metric.ts";
import { tf } from "../tf.ts";
import { mean } from "./mean.ts";

/**
 * The share of predictions whose largest logit is that of the label, in percent.
 *
 * The prediction has shape [batch, classes], the target shape [batch] and dtype int32.
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
  return mean("accuracy", (logits: tf.Tensor2D, labels: tf.Tensor1D) => tf.equal(tf.argMax(logits, -1), labels), {
    better: "higher",
    scale: 100,
    settings: {},
  });
}
