/** How answers and labels go together, fair to rare classes. */
import { type Counting, counting, countsOf, type CountState, sum } from "../judging/class_counts.ts";
import type { HostMetric } from "../metric.ts";
import { given, settle } from "../options/settle.ts";
import type { Weighted } from "../source.ts";
import type { tf } from "../tf.ts";
import { metric } from "./metric.ts";

/** What is judged. */
export interface MatthewsOptions {
  /** The number of classes, at least 2. */
  readonly classes: number;
  /** The label of what is not judged, such as padding. Default none. */
  readonly ignoreIndex?: number;
}

/**
 * Matthews' correlation of answers and labels, from -1 to 1; 0 where one class was always answered, or always there.
 *
 * Shapes and errors are those of {@linkcode precision}. Source: scikit-learn's `matthews_corrcoef`, which is Gorodkin's R_K
 * for more than two classes.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { matthews, scoresOf, tf } from "jsr:@raptor/raptor";
 *
 * const metric = matthews({ classes: 2 });
 * const logits = tf.tensor2d([[1, 0], [1, 0], [0, 1]]);
 * const state = metric.update(metric.init(), logits, tf.tensor1d([0, 1, 1], "int32"));
 * assertAlmostEquals((await scoresOf([metric], [state])).matthews, 0.5, 1e-9);
 * ```
 */
export function matthews(
  options: MatthewsOptions,
): HostMetric<"matthews", tf.Tensor, tf.Tensor | Weighted<tf.Tensor>, CountState> {
  const { classes, ignoreIndex } = given(options);
  const settings = settle("matthews", options, { classes, ignoreIndex });
  const counts: Counting = counting("matthews", { classes, ...ignoreIndex !== undefined && { ignoreIndex } });
  return metric({
    ...{ name: "matthews", settings, better: "higher", on: "host", ...counts },
    compute(state) {
      const found = countsOf(state);
      if (found === undefined) return NaN;
      const { right, answered, present, judged } = found;
      const both = (a: readonly number[], b: readonly number[]) =>
        judged ** 2 - sum(a.map((count, i) => count * b[i]!));
      const together = sum(right) * judged - sum(answered.map((count, i) => count * present[i]!));
      // Sums of weights may differ by a rounding from what they are of.
      const isOne = (counts: readonly number[]) => counts.filter((count) => count !== 0).length <= 1;
      if (isOne(answered) || isOne(present)) return 0;
      return together / Math.sqrt(both(answered, answered) * both(present, present));
    },
  });
}
