/** Labels of which one stands for what is not judged, such as padding. */
import { tf } from "../tf.ts";

/** Labels in a row, and which of them are judged. */
export interface JudgedLabels {
  /** [labels], with the first class in place of those that are ignored. */
  readonly known: tf.Tensor1D;
  /** [labels], float32: 1 for what is judged, 0 for what is not; undefined where all are. */
  readonly kept: tf.Tensor1D | undefined;
}

/**
 * Sets apart what is ignored, which may be any number, from labels that are no classes.
 *
 * @param labels int32, in any shape.
 * @param ignored The label of what is not judged, if there is one.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tf } from "jsr:@raptor/raptor";
 * import { judgedLabels } from "./judged_labels.ts";
 *
 * const { known, kept } = judgedLabels(tf.tensor2d([[3, -1], [1, -1]], [2, 2], "int32"), -1);
 * assertEquals([[...known.dataSync()], [...kept!.dataSync()]], [[3, 0, 1, 0].map((n) => n + 0), [1, 0, 1, 0]]);
 * ```
 */
export function judgedLabels(labels: tf.Tensor, ignored: number | undefined): JudgedLabels {
  const flat = tf.reshape(labels, [-1]) as tf.Tensor1D;
  if (ignored === undefined) return { known: flat, kept: undefined };
  const kept = tf.notEqual(flat, tf.scalar(ignored, "int32"));
  return { known: tf.mul(flat, tf.cast(kept, "int32")) as tf.Tensor1D, kept: tf.cast(kept, "float32") as tf.Tensor1D };
}
