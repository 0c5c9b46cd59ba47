/** The loss of whoever learns what another one believes. */
import type { Loss } from "../loss.ts";
import type { Weighted } from "../source.ts";
import { meanLoss } from "../tensors/by_weight.ts";
import { tf } from "../tf.ts";
import { requireSameShape } from "../shapes/refuse.ts";
import { given, requireRange, settle } from "../options/settle.ts";

/** How divergence is measured. */
export interface KlDivergenceOptions {
  /** Whether targets are logits, as a teacher gives them, and not shares. Default false. */
  readonly targetLogits?: boolean;
  /**
   * What logits are divided by before the softmax, above 0; the loss is multiplied by its square, so that slopes keep their
   * size (Hinton et al., 2015). Default 1.
   */
  readonly temperature?: number;
}

/**
 * How far the softmax of the logits is from the target: mean over rows of Σ t (log t - log p), as PyTorch's `kl_div` of
 * `log_softmax(logits)` with `reduction="batchmean"`. A share of 0 adds nothing.
 *
 * Prediction and target have one shape [batch, ..., classes]; the target's rows are shares that add up to 1, or logits.
 *
 * @throws {RangeError} If an option is out of range.
 * @throws {TypeError} If the shapes differ.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { klDivergence, tf } from "jsr:@raptor/raptor";
 *
 * const loss = klDivergence()(tf.zeros([1, 2]), tf.tensor2d([[1, 0]])) as tf.Scalar;
 * assertAlmostEquals(loss.dataSync()[0]!, Math.log(2), 1e-6);
 * ```
 */
export function klDivergence(options: KlDivergenceOptions = {}): Loss<tf.Tensor, tf.Tensor | Weighted<tf.Tensor>> {
  const { targetLogits = false, temperature = 1 } = given(options);
  const settings = settle("klDivergence", options, { targetLogits, temperature });
  requireRange("klDivergence", "true or false", { targetLogits });
  requireRange("klDivergence", "a finite number above 0", { temperature });
  return meanLoss("klDivergence", (logits: tf.Tensor, target) => {
    requireSameShape("Kullback-Leibler divergence", logits, target);
    const logarithms = (x: tf.Tensor) => tf.logSoftmax(temperature === 1 ? x : tf.div(x, temperature));
    const theirs = targetLogits ? logarithms(target) : tf.log(tf.maximum(target, 1e-37));
    const shares = targetLogits ? tf.exp(theirs) : target;
    const sums = tf.sum(tf.mul(shares, tf.sub(theirs, logarithms(logits))), -1);
    return tf.mul(sums, temperature ** 2);
  }, { settings, count: (target: tf.Tensor) => target.size / target.shape.at(-1)! });
}
