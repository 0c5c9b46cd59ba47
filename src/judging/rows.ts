/** Rows that a state keeps until the end. */
import { tf } from "../tf.ts";

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
 * import { grown, noRows } from "./rows.ts";
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
 * import { noRows } from "./rows.ts";
 *
 * assertEquals([noRows().shape, noRows("int32").dtype], [[0], "int32"]);
 * ```
 */
export function noRows(dtype: "float32" | "int32" = "float32"): tf.Tensor {
  return tf.tensor1d([], dtype);
}
