/** From any shape to rows of numbers. */
import type { Model } from "../model.ts";
import { tf } from "../tf.ts";

/**
 * From [batch, ...] to [batch, numbers of one example].
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { flatten, tf } from "jsr:@raptor/raptor";
 *
 * assertEquals(flatten().forward(tf.zeros([2, 3, 4]), { training: false, seed: 0 }).shape, [2, 12]);
 * ```
 */
export function flatten(): Model<tf.Tensor, tf.Tensor2D> {
  return Object.freeze({
    name: "flatten",
    settings: Object.freeze({}),
    staticGraph: true,
    params: Object.freeze({}),
    forward: (x: tf.Tensor) => tf.reshape(x, [x.shape[0]!, x.size / x.shape[0]!]) as tf.Tensor2D,
  });
}
