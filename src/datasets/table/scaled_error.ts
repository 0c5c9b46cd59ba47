/** The mean squared error of targets of unlike units. */
import type { Loss } from "../../loss.ts";
import { meanSquaredError } from "../../losses/mean_squared_error.ts";
import { asPart } from "../../options/as_part.ts";
import { tf } from "../../tf.ts";
import type { FittedTable } from "./build.ts";
import type { FittedNumber } from "./fitting.ts";

/**
 * Mean of ((prediction - target) / spread)²: how many standard deviations a prediction is off, so that a loss is of one size whatever
 * the unit.
 *
 * @param spread Of each target.
 */
export function scaledError(spread: readonly number[]): Loss<tf.Tensor2D, tf.Tensor2D> {
  const error = meanSquaredError();
  return asPart("scaledError", (prediction: tf.Tensor2D, target: tf.Tensor2D) => {
    const by = tf.tensor1d([...spread]);
    return error(tf.div(prediction, by), tf.div(target, by));
  }, { settings: Object.freeze({ spread: Object.freeze([...spread]) }), staticGraph: true });
}

/** What targets of numbers were fitted to. */
export function scaleOf(
  { targets }: FittedTable,
): { readonly center: readonly number[]; readonly spread: readonly number[] } {
  const numbers = Object.values(targets) as FittedNumber[];
  return { center: numbers.map(({ center }) => center), spread: numbers.map(({ spread }) => spread) };
}
