/** Labels as numbers of classes: what lies beyond the classes becomes NaN, the same on every engine, without a read. */
import { tf } from "../tf.ts";

/**
 * Runs what takes labels on such as are classes for sure, and makes its answers NaN where the label was none: some engines
 * refuse a label beyond the classes, others answer as if there was nothing wrong.
 *
 * @param labels [batch], int32.
 * @param classes How many classes there are; labels are from 0 to classes - 1.
 * @param judge Of labels that are classes, one float32 number a label, or a row of them.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tf } from "jsr:@raptor/raptor";
 * import { withinClasses } from "./labels.ts";
 *
 * const judged = withinClasses(tf.tensor1d([1, 2, -1], "int32"), 2, (labels) => tf.cast(labels, "float32"));
 * assertEquals(judged.arraySync(), [1, NaN, NaN]);
 * ```
 */
export function withinClasses<T extends tf.Tensor>(
  labels: tf.Tensor1D,
  classes: number,
  judge: (labels: tf.Tensor1D) => T,
): T {
  const whole = (value: number) => tf.scalar(value, "int32");
  const safe = tf.maximum(tf.minimum(labels, whole(classes - 1)), whole(0)) as tf.Tensor1D;
  // 0 / 1 for a class, 0 / 0 for what is none: to add it costs half of what to choose by it does, its gradient nothing.
  const judged = judge(safe), odd = tf.div(tf.scalar(0), tf.cast(tf.equal(labels, safe), "float32"));
  return tf.add(judged, judged.rank === 1 ? odd : tf.reshape(odd, [-1, ...Array(judged.rank - 1).fill(1)])) as T;
}
