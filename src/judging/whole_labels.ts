/** Labels as whole numbers, whichever dtype they came in. */
import { tf } from "../tf.ts";

/** What is no class, and nothing that is ignored. */
const NO_LABEL = -(2 ** 31) + 1;

/**
 * Labels as int32. Of float32, as the binary cross-entropy takes them, what is no whole number is no class.
 *
 * @param labels Of any shape, int32 or float32.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tf } from "jsr:@raptor/raptor";
 * import { wholeLabels } from "./whole_labels.ts";
 *
 * assertEquals([...wholeLabels(tf.tensor1d([0, 1, 0.5])).dataSync()], [0, 1, -(2 ** 31) + 1]);
 * ```
 */
export function wholeLabels(labels: tf.Tensor): tf.Tensor {
  if (labels.dtype === "int32") return labels;
  const whole = tf.floor(labels);
  return tf.where(tf.equal(whole, labels), tf.cast(whole, "int32"), tf.scalar(NO_LABEL, "int32"));
}
