/** Weight decay by way of the gradient, as in L2 regularisation. */
import { tf } from "../tf.ts";

/**
 * Adds a share of a weight to its gradient: g + weightDecay * w.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tf } from "jsr:@raptor/raptor";
 * import { decayed } from "./decayed.ts";
 *
 * assertEquals(decayed(tf.tensor1d([1]), tf.tensor1d([4]), 0.5).arraySync(), [3]);
 * ```
 */
export function decayed(gradient: tf.Tensor, w: tf.Tensor, weightDecay: number): tf.Tensor {
  return weightDecay === 0 ? gradient : tf.add(gradient, tf.mul(w, weightDecay));
}
