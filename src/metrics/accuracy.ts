/** The share of right answers. */
import { keptOf } from "../judging/marks.ts";
import type { Metric } from "../metric.ts";
import type { Weighted } from "../source.ts";
import { given, requireRange, settle } from "../options/settle.ts";
import { withinClasses } from "../tensors/labels.ts";
import { tf } from "../tf.ts";
import { mean } from "./mean.ts";
import type { Named } from "./metric.ts";
import { requireLabels } from "../shapes/refuse.ts";

/** What is judged. */
export interface AccuracyOptions {
  /** The label of what is not judged, such as padding. Default none. */
  readonly ignoreIndex?: number;
}

/**
 * The share of answers whose largest logit is that of the label, in percent.
 *
 * The prediction has shape [..., classes], the target shape [...] and dtype int32: one sample, token or pixel each. An answer
 * with a NaN in it is never right; a label beyond the classes makes the score NaN.
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
 *
 * @example Tokens, some of which are padding
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { accuracy, tf } from "jsr:@raptor/raptor";
 *
 * const metric = accuracy({ ignoreIndex: -1 });
 * const logits = tf.tensor3d([[[0, 1], [1, 0], [1, 0]]]);
 * const state = metric.update(metric.init(), logits, tf.tensor2d([[1, 1, -1]], undefined, "int32"));
 * assertEquals(metric.compute(state).dataSync()[0], 50);
 * ```
 */
export function accuracy(
  options: AccuracyOptions = {},
): Named<"accuracy", Metric<"accuracy", tf.Tensor, tf.Tensor | Weighted<tf.Tensor>>> {
  const { ignoreIndex } = given(options);
  const settings = settle("accuracy", options, { ignoreIndex });
  if (ignoreIndex !== undefined) requireRange("accuracy", "a whole number", { ignoreIndex });
  return mean("accuracy", (logits: tf.Tensor, labels: tf.Tensor) => {
    requireLabels("accuracy", logits, labels);
    const right = withinClasses(tf.reshape(labels, [-1]), logits.shape.at(-1)!, (labels) => {
      const rows = tf.reshape(logits, [labels.size, -1]);
      // A NaN is not equal to itself.
      return tf.cast(tf.logicalAnd(tf.equal(tf.argMax(rows, -1), labels), tf.all(tf.equal(rows, rows), -1)), "float32");
    });
    return keptOf(right, labels, ignoreIndex);
  }, { better: "higher", scale: 100, settings, staticGraph: true });
}
