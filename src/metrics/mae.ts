/** The mean error of numbers, in their own unit. */
import type { Metric } from "../metric.ts";
import type { Weighted } from "../source.ts";
import { requireAlike } from "../judging/moments.ts";
import { tf } from "../tf.ts";
import { mean } from "./mean.ts";

/**
 * Mean of |prediction - target| over all numbers, in the target's unit. The loss of this kind is `meanAbsoluteError`.
 *
 * Prediction and target have one shape, whatever it is.
 *
 * @throws {TypeError} If, on judging, the shapes differ.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { mae, tf } from "jsr:@raptor/raptor";
 *
 * const metric = mae();
 * const state = metric.update(metric.init(), tf.tensor1d([1, 2]), tf.tensor1d([1, 5]));
 * assertEquals(metric.compute(state).dataSync()[0], 1.5);
 * ```
 */
export function mae(): Metric<"mae", tf.Tensor, tf.Tensor | Weighted<tf.Tensor>> {
  return mean("mae", (prediction: tf.Tensor, target: tf.Tensor) => {
    requireAlike("mae", prediction, target);
    return tf.abs(tf.sub(prediction, target));
  }, { better: "lower", settings: {}, staticGraph: true });
}
