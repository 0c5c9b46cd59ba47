/** Between how many tokens a model still hesitates. */
import { type LikelihoodOptions, requireLikelihood } from "../judging/likelihood.ts";
import type { Metric } from "../metric.ts";
import { given, settle } from "../options/settle.ts";
import { tf } from "../tf.ts";
import { logLoss } from "./log_loss.ts";
import { metric } from "./metric.ts";

/**
 * The exponential of the mean of -log p over all tokens, where p is the probability that was given to the right one.
 *
 * Shapes, options and errors are those of {@linkcode logLoss}: logits of shape [batch, length, tokens], and int32 targets of shape
 * [batch, length], of which those of `ignoreIndex` are not judged. Every token counts alike, whatever the batches.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { perplexity, scoresOf, tf } from "jsr:@raptor/raptor";
 *
 * const metric = perplexity({ ignoreIndex: 0 });
 * const state = metric.update(metric.init(), tf.zeros([1, 3, 7]), tf.tensor2d([[4, 2, 0]], undefined, "int32"));
 * assertAlmostEquals((await scoresOf([metric], [state])).perplexity, 7, 1e-4);
 * ```
 */
export function perplexity(options: LikelihoodOptions = {}): Metric<"perplexity", tf.Tensor, tf.Tensor> {
  const { probabilities = false, ignoreIndex } = given(options);
  const settings = settle("perplexity", options, { probabilities, ignoreIndex });
  requireLikelihood("perplexity", options);
  const { init, update, compute } = logLoss(options);
  return metric({
    ...{ name: "perplexity", settings, better: "lower", merge: "sum", init, update },
    compute: (state) => tf.exp(compute(state)),
  });
}
