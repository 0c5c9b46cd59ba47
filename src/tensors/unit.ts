/** Rows of length 1: what losses of angles compare. */
import { tf } from "../tf.ts";

/**
 * Divides by the length along the last axis, which is taken for a millionth at least: so a row of zeros stays one, and its
 * slope is a number.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tf } from "jsr:@raptor/raptor";
 * import { unit } from "./unit.ts";
 *
 * assertEquals([...unit(tf.tensor2d([[0, 4], [0, 0]])).dataSync()], [0, 1, 0, 0]);
 * ```
 */
export function unit<T extends tf.Tensor>(x: T): T {
  return tf.div(x, tf.sqrt(tf.add(tf.sum(tf.square(x), -1, true), 1e-12))) as T;
}

/**
 * The cosine of the angle between rows, one for each pair.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { tf } from "jsr:@raptor/raptor";
 * import { cosineOf } from "./unit.ts";
 *
 * assertAlmostEquals(cosineOf(tf.tensor2d([[1, 0]]), tf.tensor2d([[2, 2]])).dataSync()[0]!, Math.SQRT1_2, 1e-6);
 * ```
 */
export function cosineOf(a: tf.Tensor, b: tf.Tensor): tf.Tensor {
  return tf.sum(tf.mul(unit(a), unit(b)), -1);
}
