/** Whether answers are right as often as they are sure to be. */
import { byLogarithms, type LikelihoodOptions, requireLikelihood } from "../judging/likelihood.ts";
import { sum } from "../judging/class_counts.ts";
import type { HostMetric } from "../metric.ts";
import { given, requireOneOf, requireRange, settle } from "../options/settle.ts";
import type { Weighted } from "../source.ts";
import { apart, byWeight } from "../tensors/by_weight.ts";
import { tf } from "../tf.ts";
import { metric } from "./metric.ts";

/** What is judged, and how finely. */
export interface CalibrationErrorOptions extends LikelihoodOptions {
  /** Into how many equal parts the probabilities from 0 to 1 are divided. Default 15. */
  readonly bins?: number;
  /** The mean of the parts' errors (`mean`), the root of the mean of their squares (`square`), or the largest. Default `mean`. */
  readonly norm?: "mean" | "square" | "largest";
}

/**
 * Expected calibration error: how far, in parts of the probabilities that answers are given, the share of right answers lies from
 * the mean probability; the mean over the parts, each weighed by its answers, from 0 to 1.
 *
 * Shapes and errors are those of {@linkcode logLoss}. A probability on the border of two parts is in the lower one.
 *
 * Source: Guo et al. 2017, "On Calibration of Modern Neural Networks", equation 5.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { calibrationError, scoresOf, tf } from "jsr:@raptor/raptor";
 *
 * const metric = calibrationError({ probabilities: true });
 * const shares = tf.tensor2d([[0.25, 0.75], [0.25, 0.75]]);
 * const state = metric.update(metric.init(), shares, tf.tensor1d([1, 0], "int32"));
 * assertAlmostEquals((await scoresOf([metric], [state])).calibrationError, 0.25, 1e-6);
 * ```
 */
export function calibrationError(
  options: CalibrationErrorOptions = {},
): HostMetric<"calibrationError", tf.Tensor, tf.Tensor | Weighted<tf.Tensor>> {
  const { bins = 15, norm = "mean", probabilities = false, ignoreIndex } = given(options);
  const settings = settle("calibrationError", options, { bins, norm, probabilities, ignoreIndex });
  requireRange("calibrationError", "a whole number of at least 1", { bins });
  requireOneOf("calibrationError", ["mean", "square", "largest"], { norm });
  requireLikelihood("calibrationError", options);
  return metric({
    ...{ name: "calibrationError", settings, better: "lower", on: "host", merge: "sum" },
    init: () => tf.zeros([3, bins]),
    update(state, prediction: tf.Tensor, given: tf.Tensor | Weighted<tf.Tensor>) {
      const { target, weight } = apart(given);
      // The surest probability and whether it is right, as one number: negative where it is wrong.
      const judged = byLogarithms("calibrationError", prediction, target, options, (logs, marks) => {
        const right = tf.equal(tf.argMax(logs, -1), tf.argMax(marks, -1));
        const sure = tf.exp(tf.max(logs, -1));
        return tf.where(right, sure, tf.neg(sure));
      });
      const [values, all] = judged instanceof tf.Tensor
        ? [judged, tf.onesLike(judged)]
        : [judged.values, tf.cast(judged.counts, "float32")];
      const counts = weight === undefined ? all : tf.reshape(byWeight(all, weight), all.shape);
      const sure = tf.abs(values), place = tf.sub(tf.ceil(tf.mul(sure, bins)), 1);
      const bin = tf.maximum(tf.minimum(place, bins - 1), 0);
      const marks = tf.mul(
        tf.cast(tf.equal(tf.expandDims(bin, 1), tf.range(0, bins)), "float32"),
        tf.expandDims(counts, 1),
      );
      // A label that is no class makes its value NaN, which is in no part: it is to be seen all the same.
      const right = tf.where(tf.isNaN(values), values, tf.cast(tf.greater(values, 0), "float32"));
      const sums = [tf.onesLike(sure), sure, right].map((each) => tf.sum(tf.mul(marks, tf.expandDims(each, 1)), 0));
      return tf.add(state, tf.stack(sums));
    },
    compute({ data }) {
      const [counts, sure, right] = [0, 1, 2].map((row) => [...data.subarray(row * bins, (row + 1) * bins)]);
      const all = sum(counts!);
      const errors = counts!.map((count, i) => count === 0 ? 0 : Math.abs(right![i]! - sure![i]!) / count);
      if ([...data].some(Number.isNaN)) return NaN;
      if (norm === "largest") return Math.max(...errors);
      const weighed = sum(errors.map((error, i) => (norm === "mean" ? error : error ** 2) * counts![i]! / all));
      return norm === "mean" ? weighed : Math.sqrt(weighed);
    },
  });
}
