/** Labels of which one stands for what is not judged, such as padding. */
import type { Weighted } from "../source.ts";
import { tf } from "../tf.ts";
import { byWeight, isWeighted, weighedMean } from "./by_weight.ts";

/** Labels in a row, which of them are judged, and how much each weighs. */
export interface JudgedLabels {
  /** The labels as they are, in their own shape. */
  readonly labels: tf.Tensor;
  /** [labels], with the first class in place of those that are ignored. */
  readonly known: tf.Tensor1D;
  /** [labels], float32: 1, or the weight of its sample, for what is judged, 0 for what is not; undefined where all are alike. */
  readonly kept: tf.Tensor1D | undefined;
}

/**
 * Sets apart what is ignored, which may be any number, from labels that are no classes.
 *
 * @param given int32, in any shape; or with the weight of each sample, of the first axis.
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
export function judgedLabels(given: tf.Tensor | Weighted<tf.Tensor>, ignored: number | undefined): JudgedLabels {
  const labels = isWeighted(given) ? given.target : given;
  const flat = (labels.rank === 1 ? labels : tf.reshape(labels, [-1])) as tf.Tensor1D;
  const weighed = (kept: tf.Tensor) =>
    (isWeighted(given) ? tf.reshape(byWeight(kept, given.weight), [-1]) : tf.cast(kept, "float32")) as tf.Tensor1D;
  if (ignored === undefined) {
    return { labels, known: flat, kept: isWeighted(given) ? weighed(tf.onesLike(flat)) : undefined };
  }
  const kept = tf.notEqual(flat, tf.scalar(ignored, "int32"));
  return { labels, known: tf.mul(flat, tf.cast(kept, "int32")) as tf.Tensor1D, kept: weighed(kept) };
}

/** The mean of what each label costs, by what it weighs; 0 where nothing weighs anything. */
export function meanOfJudged(losses: tf.Tensor, { kept }: JudgedLabels): tf.Scalar {
  if (kept === undefined) return tf.mean(losses) as tf.Scalar;
  return weighedMean(tf.sum(tf.mul(losses, kept)), tf.sum(kept));
}

/** How many labels are judged, each as much as it weighs. */
export function countOfJudged({ known, kept }: JudgedLabels): number | tf.Scalar {
  return kept === undefined ? known.size : tf.sum(kept) as tf.Scalar;
}
