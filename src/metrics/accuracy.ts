/** The share of right answers. */
import type { Metric } from "../metric.ts";
import { tf } from "../tf.ts";

/**
 * The share of predictions whose largest logit is that of the label, in percent.
 *
 * The prediction has shape [batch, classes], the target shape [batch] and dtype int32.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tf } from "../tf.ts";
 * import { accuracy } from "./accuracy.ts";
 *
 * const metric = accuracy();
 * const logits = tf.tensor2d([[0, 1], [1, 0]]);
 * const state = metric.update(metric.init(), logits, tf.tensor1d([1, 1], "int32"));
 * assertEquals(metric.compute(state).dataSync()[0], 50);
 * ```
 */
export function accuracy(): Metric<"accuracy", tf.Tensor2D, tf.Tensor1D> {
  return Object.freeze({
    name: "accuracy" as const,
    better: "higher" as const,
    init: () => tf.zeros([2]),
    update(state: tf.Tensor, logits: tf.Tensor2D, labels: tf.Tensor1D) {
      const right = tf.sum(tf.cast(tf.equal(tf.argMax(logits, -1), labels), "float32"));
      return tf.add(state, tf.stack([right, tf.scalar(labels.size)]));
    },
    compute(state: tf.Tensor) {
      const [right, seen] = tf.unstack(state);
      return tf.mul(100, tf.div(right!, seen!)) as tf.Scalar;
    },
  });
}
