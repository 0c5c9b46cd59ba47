/**
 * Labels as numbers of classes: what lies beyond the classes becomes NaN, the same on every engine, without a read; one number may
 * stand for what is not judged, such as padding.
 */
import { tf } from "../tf.ts";
import type { Weighted } from "../source.ts";
import { byWeight, isWeighted, weighedMean } from "./by_weight.ts";

/**
 * Runs what takes labels on such as are classes for sure, and makes its answers NaN where the label was none: some engines
 * refuse a label beyond the classes, others answer as if there was nothing wrong.
 *
 * @param labels [batch], int32.
 * @param classes How many classes there are; labels are from 0 to classes - 1.
 * @param judge Of labels that are classes, one float32 number a label, or a row of them.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tf } from "jsr:@raptor/raptor";
 * import { withinClasses } from "./labels.ts";
 *
 * const judged = withinClasses(tf.tensor1d([1, 2, -1], "int32"), 2, (labels) => tf.cast(labels, "float32"));
 * assertEquals(judged.arraySync(), [1, NaN, NaN]);
 * ```
 */
export function withinClasses<T extends tf.Tensor>(
  labels: tf.Tensor1D,
  classes: number,
  judge: (labels: tf.Tensor1D) => T,
): T {
  const whole = (value: number) => tf.scalar(value, "int32");
  const safe = tf.maximum(tf.minimum(labels, whole(classes - 1)), whole(0)) as tf.Tensor1D;
  // 0 / 1 for a class, 0 / 0 for what is none: to add it costs half of what to choose by it does, its gradient nothing.
  const judged = judge(safe), odd = tf.div(tf.scalar(0), tf.cast(tf.equal(labels, safe), "float32"));
  return tf.add(judged, judged.rank === 1 ? odd : tf.reshape(odd, [-1, ...Array(judged.rank - 1).fill(1)])) as T;
}

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
 * import { judgedLabels } from "./labels.ts";
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

/**
 * Rows of one 1, float32 [..., depth]; of numbers that are none of 0 to depth - 1, rows of zeros. One class will do, which tfjs's
 * `oneHot` refuses.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tf } from "jsr:@raptor/raptor";
 * import { indicator } from "./labels.ts";
 *
 * assertEquals(indicator(tf.tensor1d([0, -1]), 1).arraySync(), [[1], [0]]);
 * ```
 */
export function indicator(numbers: tf.Tensor, depth: number): tf.Tensor {
  const places = tf.range(0, depth, 1, "int32");
  return tf.cast(tf.equal(tf.expandDims(tf.cast(numbers, "int32"), numbers.rank), places), "float32");
}
