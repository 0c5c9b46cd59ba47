/** How much of the spread of numbers is predicted. */
import { sum } from "../judging/class_counts.ts";
import { keepingMoments, momentsOf } from "../judging/moments.ts";
import type { HostMetric } from "../metric.ts";
import type { Weighted } from "../source.ts";
import type { tf } from "../tf.ts";
import { metric } from "./metric.ts";

/**
 * The coefficient of determination: 1 less the squared errors over the squared distances of the targets from their mean. It is 1
 * at best, and 0 for a model that always answers the mean.
 *
 * Prediction and target have one shape, [batch] or [batch, outputs]; of several outputs it is the mean. Where all targets are the
 * same it is 1 without an error, else 0. Of less than two samples it is NaN. Samples with weights count by them. Source: scikit-learn's `r2_score`.
 *
 * @throws {TypeError} If, on judging, the shapes differ.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { r2, scoresOf, tf } from "jsr:@raptor/raptor";
 *
 * const metric = r2();
 * const state = metric.update(metric.init(), tf.tensor1d([1, 2, 4]), tf.tensor1d([1, 2, 3]));
 * assertEquals(await scoresOf([metric], [state]), { r2: 0.5 });
 * ```
 */
export function r2(): HostMetric<"r2", tf.Tensor, tf.Tensor | Weighted<tf.Tensor>> {
  return metric({
    ...{ name: "r2", settings: {}, better: "higher", on: "host", ...keepingMoments("r2") },
    compute(state) {
      const scores = momentsOf(state).map(({ count, apart, spreadOfTargets }) => {
        if (spreadOfTargets === 0) return count < 2 ? NaN : Number(apart === 0);
        return 1 - apart / spreadOfTargets;
      });
      return sum(scores) / scores.length;
    },
  });
}
