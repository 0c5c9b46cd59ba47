/** Metrics that are a mean over examples, which most are. */
import { given, requireRange, settle } from "../options/settle.ts";
import type { Metric } from "../metric.ts";
import type { Settings } from "../settings.ts";
import type { Weighted } from "../source.ts";
import { apart, byWeight } from "../tensors/by_weight.ts";
import { tf } from "../tf.ts";
import { metric, type Named } from "./metric.ts";

/** How a mean is read. */
export interface MeanOptions {
  /** Which way is better. */
  readonly better: "higher" | "lower";
  /** What the mean is multiplied by, such as 100 for percent. Default 1. */
  readonly scale?: number;
  /** How the metric was made, as plain data, where it is made by a function of yours. Default `judge`, `better` and `scale`. */
  readonly settings?: Settings;
  /** As of a {@linkcode Metric}: whether `judge` asks for the same operations for the same shapes. Default false. */
  readonly staticGraph?: boolean;
}

/** Judgements of which some are left out. */
export interface Counted {
  /** One number, or boolean, for each example, in any shape. What is left out may be any number, but not NaN. */
  readonly values: tf.Tensor;
  /** Which of them count, true or false, in the same shape. */
  readonly counts: tf.Tensor;
}

/**
 * The mean of a judgement over all examples, whatever the batches.
 *
 * @param name The name of its score.
 * @param judge Judges a batch: one number, or boolean, for each example (or for each pixel, box, ...), in any shape; where some
 *   are not to count, such as padding, they come with which do.
 * @param options Which way is better.
 * @throws {TypeError} If the name is not a word or `better` not a way.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { mean, tf } from "jsr:@raptor/raptor";
 *
 * const within = mean("within", (prediction: tf.Tensor, target: tf.Tensor) =>
 *   tf.less(tf.abs(tf.sub(prediction, target)), 0.5), { better: "higher", scale: 100 });
 * const state = within.update(within.init(), tf.tensor1d([1, 2]), tf.tensor1d([1.2, 9]));
 * assertEquals(within.compute(state).dataSync()[0], 50);
 * ```
 */
export function mean<const N extends string, P, Y>(
  name: N,
  judge: (prediction: P, target: Y) => tf.Tensor | Counted,
  options: MeanOptions,
): Named<N, Metric<N, P, Y | Weighted<Y>>> {
  const { better, scale = 1, settings, staticGraph = false } = given(options);
  const usual = settle("mean", options, { better, scale, settings, staticGraph }, { judge });
  requireRange("mean", "a function", { judge });
  requireRange("mean", "a finite number", { scale });
  return metric({
    name,
    settings: settings ?? usual,
    better,
    merge: "sum",
    staticGraph,
    init: () => tf.zeros([2]),
    update(state, prediction: P, given: Y | Weighted<Y>) {
      const { target, weight } = apart<Y>(given);
      const judged = judge(prediction, target);
      if (judged instanceof tf.Tensor && weight === undefined) {
        return tf.add(state, tf.stack([tf.sum(tf.cast(judged, "float32")), tf.scalar(judged.size)]));
      }
      const parts = judged instanceof tf.Tensor ? [judged, tf.onesLike(judged)] : [judged.values, judged.counts];
      const [values, all] = parts.map((tensor) => tf.cast(tensor, "float32"));
      const counts = weight === undefined ? all : tf.reshape(byWeight(all!, weight), all!.shape);
      return tf.add(state, tf.stack([tf.sum(tf.mul(values!, counts!)), tf.sum(counts!)]));
    },
    compute(state) {
      const [sum, count] = tf.unstack(state);
      // 100 times a whole number is whole: a share such as 60 % has all its digits.
      return tf.div(tf.mul(scale, sum!), count!) as tf.Scalar;
    },
  });
}
