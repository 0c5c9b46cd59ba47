/** What metrics keep from batch to batch: rows until the end, and sums of weights of which no digits are lost. */
import { tf } from "../tf.ts";
import type { HostTensor } from "../snapshot.ts";

/**
 * The rows of a state with those of a batch after them. A state without rows tells nothing of theirs, so the batch's are all.
 *
 * @param state [rows, ...], or what has no rows, of any rank.
 * @param more [rows, ...].
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tf } from "jsr:@raptor/raptor";
 * import { grown, noRows } from "./states.ts";
 *
 * assertEquals(grown(grown(noRows(), tf.tensor2d([[1, 2]])), tf.tensor2d([[3, 4]])).arraySync(), [[1, 2], [3, 4]]);
 * ```
 */
export function grown(state: tf.Tensor, more: tf.Tensor): tf.Tensor {
  // Not the batch's own tensor, which is disposed of with the batch.
  return state.shape[0] === 0 ? tf.clone(more) : tf.concat([state, more]);
}

/**
 * What has no rows yet.
 *
 * @param dtype Of the rows to come. Default float32.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { noRows } from "./states.ts";
 *
 * assertEquals([noRows().shape, noRows("int32").dtype], [[0], "int32"]);
 * ```
 */
export function noRows(dtype: "float32" | "int32" = "float32"): tf.Tensor {
  return tf.tensor1d([], dtype);
}

/**
 * Nothing weighed: a state, float32 [2, ...shape], of sums and of what rounding took from them.
 *
 * @param shape Of the sums.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { nothingWeighed } from "./states.ts";
 *
 * assertEquals(nothingWeighed([3]).shape, [2, 3]);
 * ```
 */
export function nothingWeighed(shape: readonly number[]): tf.Tensor {
  return tf.zeros([2, ...shape]);
}

/**
 * The state with more in it. States merge by being added up.
 *
 * Source: Knuth, The Art of Computer Programming 2, theorem B of 4.2.2: the error of a sum of two numbers is a number, too.
 *
 * @param weighed As `nothingWeighed` makes it.
 * @param more Of the shape of the sums.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tf } from "jsr:@raptor/raptor";
 * import { nothingWeighed, weighedMore } from "./states.ts";
 *
 * const large = weighedMore(nothingWeighed([1]), tf.tensor1d([2 ** 24]));
 * assertEquals(weighedMore(large, tf.tensor1d([1])).arraySync(), [[2 ** 24], [1]]);
 * ```
 */
export function weighedMore(weighed: tf.Tensor, more: tf.Tensor): tf.Tensor {
  const [sum, lost] = tf.unstack(weighed) as [tf.Tensor, tf.Tensor];
  const next = tf.add(sum, more), taken = tf.sub(next, sum);
  const error = tf.add(tf.sub(sum, tf.sub(next, taken)), tf.sub(more, taken));
  return tf.stack([next, tf.add(lost, error)]);
}

/**
 * Counts of what weighs nothing special, and sums of what does, as one, with the digits of a double.
 *
 * @param counts Of the shape of the sums.
 * @param weighed As `weighedMore` made it.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { allTogether } from "./states.ts";
 *
 * const counts = { dtype: "int32", shape: [1], data: Int32Array.of(3) } as const;
 * assertEquals(allTogether(counts, { dtype: "float32", shape: [2, 1], data: Float32Array.of(2 ** 24, 1) }), [2 ** 24 + 4]);
 * ```
 */
export function allTogether(counts: HostTensor, weighed: HostTensor): number[] {
  const size = counts.data.length;
  return Array.from(counts.data, (count, i) => count + weighed.data[i]! + weighed.data[size + i]!);
}
