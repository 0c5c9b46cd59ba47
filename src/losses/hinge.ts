/** The loss of support vector machines. */
import type { Loss } from "../loss.ts";
import type { Weighted } from "../source.ts";
import { meanLoss } from "../tensors/by_weight.ts";
import { tf } from "../tf.ts";
import { requireSameShape } from "../shapes/refuse.ts";
import { given, requireRange, settle } from "../options/settle.ts";

/** How far answers must be on the right side. */
export interface HingeOptions {
  /** How far is enough, above 0. Default 1. */
  readonly margin?: number;
  /** Whether what is missing counts squared. Default false. */
  readonly squared?: boolean;
}

/**
 * Mean over all numbers of max(0, margin - y x), where y is 1 of targets above 0 and -1 of others: so targets are 1 and -1, or
 * 1 and 0 (Cortes and Vapnik, 1995).
 *
 * Prediction and target have one shape, whatever it is; targets are of any dtype.
 *
 * @throws {RangeError} If an option is out of range.
 * @throws {TypeError} If the shapes differ.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { hinge, tf } from "jsr:@raptor/raptor";
 *
 * const loss = hinge()(tf.tensor1d([0.5, 0.5]), tf.tensor1d([1, -1])) as tf.Scalar;
 * assertEquals(loss.dataSync()[0], (0.5 + 1.5) / 2);
 * ```
 */
export function hinge(options: HingeOptions = {}): Loss<tf.Tensor, tf.Tensor | Weighted<tf.Tensor>> {
  const { margin = 1, squared = false } = given(options);
  const settings = settle("hinge", options, { margin, squared });
  requireRange("hinge", "a finite number above 0", { margin });
  requireRange("hinge", "true or false", { squared });
  return meanLoss("hinge", (prediction: tf.Tensor, target) => {
    requireSameShape("hinge loss", prediction, target);
    const side = tf.sub(tf.mul(2, tf.cast(tf.greater(tf.cast(target, "float32"), 0), "float32")), 1);
    const missing = tf.relu(tf.sub(margin, tf.mul(side, prediction)));
    return squared ? tf.square(missing) : missing;
  }, { settings });
}
