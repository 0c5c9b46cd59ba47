/** How losses of segmentation refuse masks that do not belong to their logits. */
import type { tf } from "../tf.ts";

/**
 * Refuses a prediction and a target that are not logits and a mask.
 *
 * @param loss What is computed, for the error.
 * @throws {TypeError} Unless they are logits [batch, ..., classes] and either chances of that shape or int32 labels
 *   [batch, ...].
 *
 * @example
 * ```ts
 * import { assertThrows } from "@std/assert";
 * import { tf } from "jsr:@raptor/raptor";
 * import { requireMask } from "./require_mask.ts";
 *
 * requireMask("dice loss", tf.zeros([2, 8, 8, 3]), tf.zeros([2, 8, 8], "int32"));
 * requireMask("dice loss", tf.zeros([2, 8, 8, 1]), tf.zeros([2, 8, 8, 1]));
 * const text = "got [2, 8, 8, 1] and float32 [2, 8, 8]. Give masks of yes and no the last axis of the logits.";
 * assertThrows(() => requireMask("dice loss", tf.zeros([2, 8, 8, 1]), tf.zeros([2, 8, 8])), TypeError, text);
 * ```
 */
export function requireMask(loss: string, logits: tf.Tensor, target: tf.Tensor): void {
  const before = logits.shape.slice(0, -1), named = (shape: readonly number[]) => `[${shape.join(", ")}]`;
  const labels = named(before) === named(target.shape) && target.dtype === "int32" && logits.shape.at(-1)! >= 2;
  if (logits.rank >= 2 && (labels || named(logits.shape) === named(target.shape))) return;
  throw new TypeError(
    `Cannot compute the ${loss} as it needs logits [batch, ..., classes] and a target of that shape, or int32 labels ` +
      `[batch, ...] of two classes or more: got ${named(logits.shape)} and ${target.dtype} ${named(target.shape)}. ` +
      "Give masks of yes and no the last axis of the logits.",
  );
}
