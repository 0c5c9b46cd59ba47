/** How far probabilities lie from what was there. */
import { byLogarithms, type LikelihoodOptions, requireLikelihood } from "../judging/likelihood.ts";
import type { Metric } from "../metric.ts";
import type { Weighted } from "../source.ts";
import { given, settle } from "../options/settle.ts";
import { tf } from "../tf.ts";
import { mean } from "./mean.ts";

/**
 * The mean over all answers of the squared distance of their probabilities from the label, which has the probability 1: for two
 * classes that of the second, from 0 to 1; for more the sum over the classes, from 0 to 2.
 *
 * Shapes, options and errors are those of {@linkcode logLoss}. Source: scikit-learn's `brier_score_loss`.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { brier, scoresOf, tf } from "jsr:@raptor/raptor";
 *
 * const metric = brier({ probabilities: true });
 * const state = metric.update(metric.init(), tf.tensor1d([0.5, 0.75]), tf.tensor1d([0, 1], "int32"));
 * assertAlmostEquals((await scoresOf([metric], [state])).brier, (0.25 + 0.0625) / 2, 1e-6);
 * ```
 */
export function brier(options: LikelihoodOptions = {}): Metric<"brier", tf.Tensor, tf.Tensor | Weighted<tf.Tensor>> {
  const { probabilities = false, ignoreIndex } = given(options);
  const settings = settle("brier", options, { probabilities, ignoreIndex });
  requireLikelihood("brier", options);
  return mean(
    "brier",
    (prediction: tf.Tensor, target: tf.Tensor) =>
      byLogarithms("brier", prediction, target, options, (logs, marks) => {
        const apart = tf.sum(tf.squaredDifference(tf.exp(logs), marks), -1);
        return logs.shape[1] === 2 ? tf.div(apart, 2) : apart;
      }),
    { better: "lower", settings },
  );
}
