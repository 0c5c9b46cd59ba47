/** Losses that are a mean over examples, which most are: plain, or of samples that weigh unlike. */
import { asPart } from "../options/settle.ts";
import type { Settings } from "../settings.ts";
import type { Weighted } from "../source.ts";
import { tf } from "../tf.ts";
import { byWeight, isWeighted, weighedMean } from "./by_weight.ts";

/** What a loss says of itself. */
export interface MeanLossOptions {
  /** How it was made. */
  readonly settings: Settings;
  /** What the mean is a mean over, as `count` of a loss. Default the samples. */
  readonly count?: (target: tf.Tensor) => number;
  /** As of a loss. */
  readonly takes?: "logits";
}

/**
 * A loss that is the mean of what `each` answers. Where targets come with weights it is sum(weight x loss) / sum(weight), and counts what
 * weighs, so that batches of unlike weights are accumulated, and shared out among ranks, as one batch of all of them.
 *
 * @param name Its name in logs.
 * @param each The losses, of which the first axis is the samples, or the first ones in one row.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tf } from "jsr:@raptor/raptor";
 * import { meanLoss } from "./mean_loss.ts";
 *
 * const error = meanLoss("error", (p: tf.Tensor, y: tf.Tensor) => tf.sub(p, y), { settings: {} });
 * const target = tf.zeros([2]), prediction = tf.tensor1d([4, 8]);
 * assertEquals(error(prediction, target).dataSync()[0], 6);
 * assertEquals(error(prediction, { target, weight: tf.tensor1d([3, 1]) }).dataSync()[0], 5);
 * ```
 */
export function meanLoss<P>(
  name: string,
  each: (prediction: P, target: tf.Tensor) => tf.Tensor,
  { settings, count, takes }: MeanLossOptions,
): (prediction: P, target: tf.Tensor | Weighted<tf.Tensor>) => tf.Scalar {
  const judge = (prediction: P, given: tf.Tensor | Weighted<tf.Tensor>): tf.Scalar => {
    if (!isWeighted(given)) return tf.mean(each(prediction, given)) as tf.Scalar;
    const { target, weight } = given, losses = byWeight(each(prediction, target), weight);
    return weighedMean(tf.sum(tf.mean(losses, 1)), tf.sum(weight));
  };
  return asPart(name, judge, {
    settings,
    staticGraph: true,
    ...takes && { takes },
    count: (given: tf.Tensor | Weighted<tf.Tensor>): number | tf.Scalar => {
      const { target, weight } = isWeighted(given) ? given : { target: given, weight: undefined };
      const size = target.shape[0] ?? 1, all = count?.(target) ?? size;
      return weight === undefined ? all : tf.mul(tf.sum(weight), all / size) as tf.Scalar;
    },
  });
}
