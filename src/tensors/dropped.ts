/** Parts of a tensor dropped by chance. */
import { tf } from "../tf.ts";
import { meeting } from "./meeting.ts";

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
  const kept = tf.greaterEqual(drawn(parts, seed), rate);
  return tf.mul(x, tf.div(tf.cast(kept, "float32"), 1 - rate)) as T;
}

/** Uniform numbers of a shape. Where ranks share a batch they are drawn for the whole of it, so that each row has its own. */
function drawn(shape: readonly number[], seed: number): tf.Tensor {
  // A seed of 0 means "any" to tfjs.
  const uniform = (shape: number[]) => tf.randomUniform(shape, 0, 1, "float32", seed + 1);
  const { size = 0, from = 0, whole = 0 } = meeting()?.rows ?? {}, [first = 0, ...others] = shape;
  // What does not begin with the rows of the batch, or several for each, is the same for all ranks.
  if (size === 0 || first === 0 || first % size !== 0) return uniform([...shape]);
  const each = first / size;
  return tf.slice(uniform([each * whole, ...others]), [each * from, ...others.map(() => 0)], [first, ...others]);
}
