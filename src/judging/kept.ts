/** Which answers are judged. */
import { tf } from "../tf.ts";

/**
 * Judgements without those of an ignored label.
 *
 * @param values One for each answer, [answers], float32; those that are left out may be NaN.
 * @param labels As many labels, of any shape, int32.
 * @param ignoreIndex The label of what is left out; undefined for none.
 * @returns The judgements, where some may be left out with which of them count.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tf } from "jsr:@raptor/raptor";
 * import { keptOf } from "./kept.ts";
 *
 * const kept = keptOf(tf.tensor1d([1, NaN]), tf.tensor1d([3, -1], "int32"), -1);
 * assertEquals(kept instanceof tf.Tensor ? [] : [kept.values.arraySync(), kept.counts.arraySync()], [[1, 0], [1, 0]]);
 * ```
 */
export function keptOf(
  values: tf.Tensor,
  labels: tf.Tensor,
  ignoreIndex: number | undefined,
): tf.Tensor | { readonly values: tf.Tensor; readonly counts: tf.Tensor } {
  if (ignoreIndex === undefined) return values;
  const counts = tf.notEqual(tf.reshape(labels, [-1]), tf.scalar(ignoreIndex, "int32"));
  return { values: tf.where(counts, values, tf.zerosLike(values)), counts };
}
