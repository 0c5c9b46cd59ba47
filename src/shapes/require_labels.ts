/** How metrics of classes refuse what they would judge wrongly: tensors that are broadcast, one logit, one-hot rows. */
import type { tf } from "../tf.ts";

/**
 * Refuses a prediction and a target that are not logits and labels.
 *
 * @param metric Whose error it is.
 * @throws {TypeError} Unless they are logits [batch, classes] of two classes or more, and int32 labels [batch].
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
  const [batch, classes] = logits.shape;
  const fits = logits.rank === 2 && classes! >= 2 && labels.rank === 1 && labels.shape[0] === batch;
  if (fits && labels.dtype === "int32") return;
  const [p, y] = [logits, labels].map(({ shape }) => `[${shape.join(", ")}]`);
  throw new TypeError(
    `Cannot judge by ${metric} as it needs logits [batch, classes] of at least two classes and int32 labels [batch]: ` +
      `got ${p} and ${labels.dtype} ${y}. ${hint(logits, labels)}`,
  );
}

function hint({ rank, shape }: tf.Tensor, labels: tf.Tensor): string {
  const [batch, classes] = shape;
  if (rank > 2) return "Judge more than one answer a sample by mean() of a comparison of your own.";
  if (rank === 2 && classes === 1) {
    return "Judge a single logit by mean() of a comparison of your own, such as logit > 0.";
  }
  if (labels.rank === 2 && labels.shape[1] === 1) return `Reshape the labels to [${batch}].`;
  if (labels.rank === 2 && labels.shape[1] === classes) return "Take tf.argMax(labels, -1) of one-hot labels.";
  if (labels.rank === 1 && labels.dtype !== "int32") return 'Cast the labels to "int32".';
  return "Give one label a sample.";
}
