/** Ones where a number is, zeros elsewhere: for one class as well, which tfjs's `oneHot` refuses. */
import { tf } from "../tf.ts";

/**
 * Rows of one 1, float32 [..., depth]; of numbers that are none of 0 to depth - 1, rows of zeros.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tf } from "jsr:@raptor/raptor";
 * import { indicator } from "./indicator.ts";
 *
 * assertEquals(indicator(tf.tensor1d([0, -1]), 1).arraySync(), [[1], [0]]);
 * ```
 */
export function indicator(numbers: tf.Tensor, depth: number): tf.Tensor {
  const places = tf.range(0, depth, 1, "int32");
  return tf.cast(tf.equal(tf.expandDims(tf.cast(numbers, "int32"), numbers.rank), places), "float32");
}
