/** Specificity: how rarely a class is answered where it is not. */
import { type ClassesOptions, type ClassMetric, classMetric } from "./precision_recall.ts";

/**
 * Of the examples of other classes, the share that was not answered as this one, in percent; elsewhere called the rate of
 * true negatives.
 *
 * Shapes, averages and errors are those of {@linkcode precision}. Source: its definition; for two classes it is
 * scikit-learn's `recall_score` with `pos_label=0`.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { scoresOf, specificity, tf } from "jsr:@raptor/raptor";
 *
 * const metric = specificity({ classes: 2, average: "binary" });
 * const logits = tf.tensor2d([[1, 0], [0, 1], [0, 1]]);
 * const state = metric.update(metric.init(), logits, tf.tensor1d([0, 0, 1], "int32"));
 * assertEquals(await scoresOf([metric], [state]), { specificity: 50 });
 * ```
 */
export function specificity<const L extends string | number = never>(
  options: Omit<ClassesOptions<L>, "multiLabel">,
): ClassMetric<"specificity", L> {
  if ((options as ClassesOptions | undefined)?.multiLabel) {
    throw new TypeError(
      "Cannot make specificity as each answer must be of one class: got multiLabel. Take precision, recall or f1, or one " +
        "specificity a label.",
    );
  }
  return classMetric("specificity", options, ({ right, answered, present, judged }) => ({
    part: right.map((count, i) => judged - present[i]! - answered[i]! + count),
    whole: present.map((count) => judged - count),
  }));
}
