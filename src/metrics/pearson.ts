/** Whether numbers grow together, on a line. */
import { sum } from "../judging/class_counts.ts";
import { keepingMoments, momentsOf } from "../judging/moments.ts";
import type { HostMetric } from "../metric.ts";
import type { Weighted } from "../source.ts";
import type { tf } from "../tf.ts";
import { metric } from "./metric.ts";

/**
 * Pearson's correlation of predictions and targets, from -1 to 1; NaN where one of them is always the same.
 *
 * Prediction and target have one shape, [batch] or [batch, outputs]; of several outputs it is the mean. Samples with weights
 * count by them. Source: SciPy's `stats.pearsonr`.
 *
 * @throws {TypeError} If, on judging, the shapes differ.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { pearson, scoresOf, tf } from "jsr:@raptor/raptor";
 *
 * const metric = pearson();
 * const state = metric.update(metric.init(), tf.tensor1d([1, 2, 3]), tf.tensor1d([10, 30, 20]));
 * assertAlmostEquals((await scoresOf([metric], [state])).pearson, 0.5, 1e-6);
 * ```
 */
export function pearson(): HostMetric<"pearson", tf.Tensor, tf.Tensor | Weighted<tf.Tensor>> {
  return metric({
    ...{ name: "pearson", settings: {}, better: "higher", on: "host", ...keepingMoments("pearson") },
    compute(state) {
      const scores = momentsOf(state).map(({ spreadOfPredictions, spreadOfTargets, together }) =>
        together / Math.sqrt(spreadOfPredictions * spreadOfTargets)
      );
      return sum(scores) / scores.length;
    },
  });
}
