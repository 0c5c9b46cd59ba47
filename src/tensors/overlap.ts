/** How much of a mask was found, counted by chances: what losses of segmentation are made of. */
import { judgedLabels, withinClasses } from "./labels.ts";
import { softmax } from "./softmax.ts";
import { real } from "./real.ts";
import { tf } from "../tf.ts";

/** Sums over the places of each sample, [batch, classes] each. */
export interface Overlap {
  /** Of the chances given to what is there. */
  readonly hits: tf.Tensor;
  /** Of all chances. */
  readonly predicted: tf.Tensor;
  /** Of all that is there. */
  readonly actual: tf.Tensor;
}

/**
 * Counts by chances.
 *
 * @param logits [batch, ..., classes].
 * @param target Either of the same shape, in [0, 1]: each class is a question of its own, under the sigmoid. Or int32 labels
 *   [batch, ...], under the softmax.
 * @param ignored The label of what is not counted, if there is one.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tf } from "jsr:@raptor/raptor";
 * import { overlap } from "./overlap.ts";
 *
 * const { hits, predicted, actual } = overlap(tf.zeros([1, 4, 1]), tf.tensor3d([[[1], [1], [1], [0]]]), undefined);
 * assertEquals([hits, predicted, actual].map((sum) => sum.dataSync()[0]), [1.5, 2, 3]);
 * ```
 */
export function overlap(logits: tf.Tensor, target: tf.Tensor, ignored: number | undefined): Overlap {
  const [batch, classes] = [logits.shape[0]!, logits.shape.at(-1)!], shape = [batch, -1, classes];
  const [chances, marks] = target.rank === logits.rank
    ? [tf.sigmoid(real(logits)), real(target)]
    : ofLabels(logits, target, ignored);
  const sum = (x: tf.Tensor) => tf.sum(tf.reshape(x, shape), 1);
  return { hits: sum(tf.mul(chances, marks)), predicted: sum(chances), actual: sum(marks) };
}

function ofLabels(logits: tf.Tensor, labels: tf.Tensor, ignored: number | undefined): [tf.Tensor, tf.Tensor] {
  const classes = logits.shape.at(-1)!, { known, kept } = judgedLabels(labels, ignored);
  const rows = withinClasses(known, classes, (safe) => tf.cast(tf.oneHot(safe, classes), "float32"));
  const marks = tf.reshape(rows, logits.shape), chances = softmax(logits);
  if (kept === undefined) return [chances, marks];
  const here = tf.reshape(kept, [...labels.shape, 1]);
  return [tf.mul(chances, here), tf.mul(marks, here)];
}
