/** How metrics of classes refuse what they would judge wrongly: tensors that are broadcast, one logit, one-hot rows. */
import type { tf } from "../tf.ts";

/**
 * Refuses a prediction and a target that are not logits and labels: of samples, tokens or pixels.
 *
 * @param metric Whose error it is.
 * @throws {TypeError} Unless they are logits [..., classes] of two classes or more, and int32 labels [...].
 *
 * @example
 * ```ts
 * import { assertThrows } from "@std/assert";
 * import { tf } from "jsr:@raptor/raptor";
 * import { requireLabels } from "./require_labels.ts";
 *
 * const text = "got [4, 2] and int32 [4, 1]. Reshape the labels to [4].";
 * assertThrows(() => requireLabels("accuracy", tf.zeros([4, 2]), tf.zeros([4, 1], "int32")), TypeError, text);
 * ```
 */
export function requireLabels(metric: string, logits: tf.Tensor, labels: tf.Tensor): void {
  const isOneEach = logits.rank === labels.rank + 1 && labels.shape.every((size, i) => logits.shape[i] === size);
  if (logits.rank >= 2 && logits.shape.at(-1)! >= 2 && isOneEach && labels.dtype === "int32") return;
  const [p, y] = [logits, labels].map(({ shape }) => `[${shape.join(", ")}]`);
  throw new TypeError(
    `Cannot judge by ${metric} as it needs logits [..., classes] of at least two classes and int32 labels [...]: ` +
      `got ${p} and ${labels.dtype} ${y}. ${hint(logits, labels, isOneEach)}`,
  );
}

function hint({ rank, shape }: tf.Tensor, labels: tf.Tensor, isOneEach: boolean): string {
  const classes = shape.at(-1), each = `[${shape.slice(0, -1).join(", ")}]`;
  if (rank === 2 && classes === 1) {
    return "Judge a single logit by mean() of a comparison of your own, such as logit > 0.";
  }
  if (labels.rank === rank && labels.shape.at(-1) === 1) return `Reshape the labels to ${each}.`;
  if (labels.rank === rank && labels.shape.at(-1) === classes) return "Take tf.argMax(labels, -1) of one-hot labels.";
  if (isOneEach && labels.dtype !== "int32") return 'Cast the labels to "int32".';
  return rank > 2 ? "Give one label for each answer." : "Give one label a sample.";
}
