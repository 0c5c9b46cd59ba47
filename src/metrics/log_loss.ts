/** How surprising the labels are. */
import { byLogarithms, type LikelihoodOptions, requireLikelihood } from "../judging/likelihood.ts";
import type { Metric } from "../metric.ts";
import type { Weighted } from "../source.ts";
import { given, settle } from "../options/settle.ts";
import { tf } from "../tf.ts";
import { mean } from "./mean.ts";

/**
 * The mean of -log p over all answers, where p is the probability that was given to the label: cross-entropy as a score, in nats.
 *
 * The prediction has shape [..., classes], or [...] or [..., 1] for the second of two classes, logits or probabilities; the target
 * shape [...] and dtype int32. A probability counts as 2⁻²³ at least. A label beyond the classes makes the score NaN.
 *
 * @throws {TypeError} If, on judging, prediction or target have another shape or dtype.
 *
 * Source: scikit-learn's `log_loss`.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { logLoss, scoresOf, tf } from "jsr:@raptor/raptor";
 *
 * const metric = logLoss({ probabilities: true });
 * const state = metric.update(metric.init(), tf.tensor2d([[0.5, 0.5], [0.25, 0.75]]), tf.tensor1d([0, 1], "int32"));
 * assertAlmostEquals((await scoresOf([metric], [state])).logLoss, -(Math.log(0.5) + Math.log(0.75)) / 2, 1e-6);
 * ```
 */
export function logLoss(
  options: LikelihoodOptions = {},
): Metric<"logLoss", tf.Tensor, tf.Tensor | Weighted<tf.Tensor>> {
  const { probabilities = false, ignoreIndex } = given(options);
  const settings = settle("logLoss", options, { probabilities, ignoreIndex });
  requireLikelihood("logLoss", options);
  return mean(
    "logLoss",
    (prediction: tf.Tensor, target: tf.Tensor) =>
      byLogarithms(
        "logLoss",
        prediction,
        target,
        options,
        (logs, marks) => tf.neg(tf.sum(tf.where(tf.greater(marks, 0), logs, tf.zerosLike(logs)), -1)),
      ),
    { better: "lower", settings },
  );
}
