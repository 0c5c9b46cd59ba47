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
  const kept = tf.greaterEqual(drawnByRows(parts, seed), rate);
  return tf.mul(x, tf.div(tf.cast(kept, "float32"), 1 - rate)) as T;
}

/**
 * What is made of uniform numbers of a shape. Where ranks share a batch it is made for the whole of it, so that each row has its own.
 *
 * @param shape Whose first axis is the rows of the batch, or several for each.
 * @param seed The same draws the same.
 * @param made Of the numbers, in [0, 1); as many rows as they have. Default the numbers.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tf } from "jsr:@raptor/raptor";
 * import { drawnByRows } from "./dropped.ts";
 *
 * assertEquals(drawnByRows([2, 3], 7, (uniform) => tf.sum(uniform, 1)).shape, [2]);
 * ```
 */
export function drawnByRows(
  shape: readonly number[],
  seed: number,
  made: (uniform: tf.Tensor) => tf.Tensor = (uniform) => uniform,
): tf.Tensor {
  // A seed of 0 means "any" to tfjs.
  const draw = (shape: number[]) => made(tf.randomUniform(shape, 0, 1, "float32", seed + 1));
  const { size = 0, from = 0, whole = 0 } = meeting()?.rows ?? {}, [first = 0, ...others] = shape;
  // What does not begin with the rows of the batch, or several for each, is the same for all ranks.
  if (size === 0 || first === 0 || first % size !== 0) return draw([...shape]);
  const each = first / size, all = draw([each * whole, ...others]), [, ...rest] = all.shape;
  return tf.slice(all, [each * from, ...rest.map(() => 0)], [first, ...rest]);
}
