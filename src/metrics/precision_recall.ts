/** Precision, recall and F1: how often each class was answered, and how often it was there. */
import { requireRange } from "../options/require_range.ts";
import { settle } from "../options/settle.ts";
import type { Metric } from "../metric.ts";
import { withinClasses } from "../tensors/labels.ts";
import { tf } from "../tf.ts";
import { metric } from "./metric.ts";
import { requireLabels } from "../shapes/require_labels.ts";

/** What the answers are. */
export interface ClassesOptions {
  /** The number of classes, at least 2. */
  readonly classes: number;
}

/**
 * Of the answers for a class, the share that is right; the mean over all classes, in percent.
 *
 * A class that was never answered counts 0, as in scikit-learn with `average="macro", zero_division=0`. The prediction
 * has shape [batch, classes], the target shape [batch] and dtype int32. Where a logit is NaN, no class was answered; a label
 * beyond the classes makes the score NaN.
 *
 * @throws {TypeError} If, on judging, prediction or target have another shape or dtype.
 * @throws {RangeError} If `classes` is not a whole number of at least 2.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { precision, tf } from "jsr:@raptor/raptor";
 *
 * const metric = precision({ classes: 2 });
 * const logits = tf.tensor2d([[1, 0], [1, 0], [0, 1]]);
 * const state = metric.update(metric.init(), logits, tf.tensor1d([0, 1, 1], "int32"));
 * assertEquals(metric.compute(state).dataSync()[0], 75);
 * ```
 */
export function precision(options: ClassesOptions): Metric<"precision", tf.Tensor2D, tf.Tensor1D> {
  return macro("precision", options, ({ right, answered }) => share(right, answered));
}

/**
 * Of the examples of a class, the share that was found; the mean over all classes, in percent.
 *
 * A class without examples counts 0. Shapes and errors are those of {@linkcode precision}.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { recall, tf } from "jsr:@raptor/raptor";
 *
 * const metric = recall({ classes: 2 });
 * const logits = tf.tensor2d([[1, 0], [1, 0], [0, 1]]);
 * const state = metric.update(metric.init(), logits, tf.tensor1d([0, 1, 1], "int32"));
 * assertEquals(metric.compute(state).dataSync()[0], 75);
 * ```
 */
export function recall(options: ClassesOptions): Metric<"recall", tf.Tensor2D, tf.Tensor1D> {
  return macro("recall", options, ({ right, present }) => share(right, present));
}

/**
 * The harmonic mean of a class's precision and recall; the mean over all classes, in percent.
 *
 * A class that was neither answered nor present counts 0. Shapes and errors are those of {@linkcode precision}.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { f1, tf } from "jsr:@raptor/raptor";
 *
 * const metric = f1({ classes: 2 });
 * const logits = tf.tensor2d([[1, 0], [1, 0], [0, 1]]);
 * const state = metric.update(metric.init(), logits, tf.tensor1d([0, 1, 1], "int32"));
 * assertAlmostEquals(metric.compute(state).dataSync()[0]!, 200 / 3, 1e-4);
 * ```
 */
export function f1(options: ClassesOptions): Metric<"f1", tf.Tensor2D, tf.Tensor1D> {
  return macro("f1", options, ({ right, answered, present }) => share(tf.mul(right, 2), tf.add(answered, present)));
}

/** For each class: right answers, all answers, all examples; each of shape [classes]. */
interface Counts {
  readonly right: tf.Tensor;
  readonly answered: tf.Tensor;
  readonly present: tf.Tensor;
}

function macro<const N extends string>(
  name: N,
  options: ClassesOptions,
  score: (counts: Counts) => tf.Tensor,
): Metric<N, tf.Tensor2D, tf.Tensor1D> {
  const { classes } = options;
  const settings = settle(name, options, { classes });
  requireRange(name, "a whole number of at least 2", { classes });
  const marks = (labels: tf.Tensor1D) => tf.cast(tf.oneHot(labels, classes), "float32") as tf.Tensor2D;
  return metric({
    name,
    settings,
    better: "higher",
    init: () => tf.zeros([3, classes]),
    update(state, logits: tf.Tensor2D, labels: tf.Tensor1D) {
      requireLabels(name, logits, labels);
      if (logits.shape[1] !== classes) {
        throw new RangeError(
          `Cannot judge by ${name} as it was made for ${classes} classes: got logits of ${logits.shape[1]}.`,
        );
      }
      // With a NaN in it, it is no answer.
      const sure = tf.logicalNot(tf.any(tf.isNaN(logits), -1, true));
      const answers = tf.mul(marks(tf.argMax(logits, -1)), tf.cast(sure, "float32"));
      const targets = withinClasses(labels, classes, marks);
      const counts = [tf.mul(answers, targets), answers, targets].map((marked) => tf.sum(marked, 0));
      return tf.add(state, tf.stack(counts));
    },
    compute(state) {
      const [right, answered, present] = tf.unstack(state);
      return tf.mul(100, tf.mean(score({ right: right!, answered: answered!, present: present! }))) as tf.Scalar;
    },
  });
}

/** Counts over counts; 0 where there are none. */
function share(part: tf.Tensor, whole: tf.Tensor): tf.Tensor {
  return tf.div(part, tf.maximum(whole, 1));
}
