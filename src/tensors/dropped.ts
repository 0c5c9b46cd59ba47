/** Parts of a tensor dropped by chance. */
import { tf } from "../tf.ts";

/**
 * Sets parts to 0 by chance, and divides the others by their share, so that the mean stays.
 *
 * @param x Any shape.
 * @param parts The shape of the choices, spread over x: its own, or with 1 for axes that are dropped as a whole.
 * @param rate The chance, in [0, 1).
 * @param seed The same draws the same.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tf } from "jsr:@raptor/raptor";
 * import { dropped } from "./dropped.ts";
 *
 * const rows = dropped(tf.ones([8, 2]), [8, 1], 0.5, 7).arraySync() as number[][];
 * assertEquals(rows.every(([a, b]) => a === b && (a === 0 || a === 2)), true);
 * ```
 */
export function dropped<T extends tf.Tensor>(x: T, parts: readonly number[], rate: number, seed: number): T {
  // A seed of 0 means "any" to tfjs.
  const kept = tf.greaterEqual(tf.randomUniform([...parts], 0, 1, "float32", seed + 1), rate);
  return tf.mul(x, tf.div(tf.cast(kept, "float32"), 1 - rate)) as T;
}
