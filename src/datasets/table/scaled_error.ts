/** The mean squared error of targets of unlike units. */
import type { Loss } from "../../loss.ts";
import type { Weighted } from "../../source.ts";
import { meanLoss } from "../../tensors/mean_loss.ts";
import { requireSameShape } from "../../shapes/require_same_shape.ts";
import { tf } from "../../tf.ts";
import type { FittedTable } from "./build.ts";
import type { FittedNumber } from "./fitting.ts";

/**
 * Mean of ((prediction - target) / spread)²: how many standard deviations a prediction is off, so that a loss is of one size whatever
 * the unit.
 *
 * @param spread Of each target.
 */
export function scaledError(spread: readonly number[]): Loss<tf.Tensor2D, tf.Tensor2D | Weighted<tf.Tensor2D>> {
  const settings = Object.freeze({ spread: Object.freeze([...spread]) });
  return meanLoss("scaledError", (prediction: tf.Tensor2D, target) => {
    requireSameShape("mean squared error", prediction, target);
    const by = tf.tensor1d([...spread]);
    return tf.squaredDifference(tf.div(prediction, by), tf.div(target, by));
  }, { settings });
}

/** What targets of numbers were fitted to. */
export function scaleOf(
  { targets }: FittedTable,
): { readonly center: readonly number[]; readonly spread: readonly number[] } {
  const numbers = Object.values(targets) as FittedNumber[];
  return { center: numbers.map(({ center }) => center), spread: numbers.map(({ spread }) => spread) };
}
