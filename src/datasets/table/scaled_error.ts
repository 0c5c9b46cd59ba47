/** The mean squared error of targets of unlike units. */
import type { Loss } from "../../loss.ts";
import { meanSquaredError } from "../../losses/mean_squared_error.ts";
import { asPart } from "../../options/settle.ts";
import type { Weighted } from "../../source.ts";
import { isWeighted } from "../../tensors/by_weight.ts";
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
  const error = meanSquaredError(), settings = Object.freeze({ spread: Object.freeze([...spread]) });
  const scaled = <T extends tf.Tensor>(tensor: T): T => tf.div(tensor, tf.tensor1d([...spread])) as T;
  return asPart("scaledError", (prediction: tf.Tensor2D, given: tf.Tensor2D | Weighted<tf.Tensor2D>) => {
    const target = isWeighted(given) ? { ...given, target: scaled(given.target) } : scaled(given);
    return error(scaled(prediction), target);
  }, { settings, staticGraph: true, count: error.count! });
}

/** What targets of numbers were fitted to. */
export function scaleOf(
  { targets }: FittedTable,
): { readonly center: readonly number[]; readonly spread: readonly number[] } {
  const numbers = Object.values(targets) as FittedNumber[];
  return { center: numbers.map(({ center }) => center), spread: numbers.map(({ spread }) => spread) };
}
