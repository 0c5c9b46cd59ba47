/** Squared errors of numbers. */
import { columnsOf } from "../judging/moments.ts";
import type { Metric } from "../metric.ts";
import type { Weighted } from "../source.ts";
import { tf } from "../tf.ts";
import { mean } from "./mean.ts";
import { metric } from "./metric.ts";

/**
 * Mean of (prediction - target)² over all numbers, in the square of the target's unit. The loss of this kind is
 * `meanSquaredError`.
 *
 * Prediction and target have one shape, whatever it is. Source: scikit-learn's `mean_squared_error`.
 *
 * @throws {TypeError} If, on judging, the shapes differ.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { mse, tf } from "jsr:@raptor/raptor";
 *
 * const metric = mse();
 * const state = metric.update(metric.init(), tf.tensor1d([1, 2]), tf.tensor1d([1, 5]));
 * assertEquals(metric.compute(state).dataSync()[0], 4.5);
 * ```
 */
export function mse(): Metric<"mse", tf.Tensor, tf.Tensor | Weighted<tf.Tensor>> {
  return squared("mse");
}

/**
 * The root of the mean squared error, in the target's unit; of all numbers together, whatever the batches.
 *
 * Shapes and errors are those of {@linkcode mse}. Source: scikit-learn's `root_mean_squared_error` of one output.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { rmse, tf } from "jsr:@raptor/raptor";
 *
 * const metric = rmse();
 * const state = metric.update(metric.init(), tf.tensor1d([1, 2]), tf.tensor1d([4, 5]));
 * assertEquals(metric.compute(state).dataSync()[0], 3);
 * ```
 */
export function rmse(): Metric<"rmse", tf.Tensor, tf.Tensor | Weighted<tf.Tensor>> {
  const { init, update, compute } = squared("rmse");
  return metric({
    ...{ name: "rmse", better: "lower", merge: "sum", init, update, settings: {} },
    compute: (state) => tf.sqrt(compute(state)),
  });
}

function squared<const N extends string>(name: N): Metric<N, tf.Tensor, tf.Tensor | Weighted<tf.Tensor>> {
  return mean(name, (prediction: tf.Tensor, target: tf.Tensor) => {
    columnsOf(name, prediction, target);
    return tf.squaredDifference(prediction, target);
  }, { better: "lower", settings: {} });
}
