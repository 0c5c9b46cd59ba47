/** Errors of numbers as shares of what is right. */
import { columnsOf } from "../judging/moments.ts";
import type { Metric } from "../metric.ts";
import type { Weighted } from "../source.ts";
import { tf } from "../tf.ts";
import { mean } from "./mean.ts";

/**
 * Mean of |prediction - target| / |target| over all numbers, in percent. Of a target of 0 the error is held against 2⁻⁵², so that
 * the score is very large, and not infinite.
 *
 * Prediction and target have one shape, whatever it is. Source: scikit-learn's `mean_absolute_percentage_error`.
 *
 * @throws {TypeError} If, on judging, the shapes differ.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { mape, tf } from "jsr:@raptor/raptor";
 *
 * const metric = mape();
 * const state = metric.update(metric.init(), tf.tensor1d([1, 3]), tf.tensor1d([1, 4]));
 * assertEquals(metric.compute(state).dataSync()[0], 12.5);
 * ```
 */
export function mape(): Metric<"mape", tf.Tensor, tf.Tensor | Weighted<tf.Tensor>> {
  return mean("mape", (prediction: tf.Tensor, target: tf.Tensor) => {
    columnsOf("mape", prediction, target);
    return tf.div(tf.abs(tf.sub(prediction, target)), tf.maximum(tf.abs(target), 2 ** -52));
  }, { better: "lower", scale: 100, settings: {} });
}
