/** How losses of classes refuse logits and labels that do not belong together, whatever the axes before the classes. */
import type { tf } from "../tf.ts";

/**
 * Refuses a prediction and a target that are not logits and labels.
 *
 * @param loss What is computed, for the error.
 * @throws {TypeError} Unless they are logits [batch, ..., classes] and int32 labels [batch, ...].
 *
 * @example
 * ```ts
 * import { assertThrows } from "@std/assert";
 * import { tf } from "jsr:@raptor/raptor";
 * import { requireLogits } from "./require_logits.ts";
 *
 * requireLogits("cross-entropy", tf.zeros([2, 5, 3]), tf.zeros([2, 5], "int32"));
 * const text = "got [2, 5, 3] and float32 [2, 5]. Cast the labels to \"int32\".";
 * assertThrows(() => requireLogits("cross-entropy", tf.zeros([2, 5, 3]), tf.zeros([2, 5])), TypeError, text);
 * ```
 */
export function requireLogits(loss: string, logits: tf.Tensor, labels: tf.Tensor): void {
  const before = logits.shape.slice(0, -1), named = (shape: readonly number[]) => `[${shape.join(", ")}]`;
  const together = logits.rank >= 2 && named(before) === named(labels.shape);
  if (together && labels.dtype === "int32") return;
  throw new TypeError(
    `Cannot compute the ${loss} as it needs logits [batch, ..., classes] and int32 labels [batch, ...]: got ` +
      `${named(logits.shape)} and ${labels.dtype} ${named(labels.shape)}. ${hint()}`,
  );

  function hint(): string {
    if (together) return 'Cast the labels to "int32".';
    if (named(logits.shape) === named(labels.shape)) {
      return "Say { soft: true } of targets that are shares of the classes.";
    }
    if (logits.rank < 2) return "Give logits of one sample a first axis: tf.expandDims(logits, 0).";
    return `Give labels of the shape ${named(before)}.`;
  }
}
