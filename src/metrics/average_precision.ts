/** Precision over recall, as one number. */
import { type Areas, areasUnder } from "../judging/curve.ts";
import {
  meanArea,
  type RankedAverage,
  rankedOf,
  type RankedOptions,
  type RankedState,
  ranking,
} from "../judging/ranked.ts";
import type { HostMetric } from "../metric.ts";
import { given, requireOneOf, settle } from "../options/settle.ts";
import type { Weighted } from "../source.ts";
import type { tf } from "../tf.ts";
import { metric } from "./metric.ts";

/** What is judged, and how the areas of several classes become one. */
export interface AveragePrecisionOptions extends RankedOptions {
  /**
   * The mean of the classes' areas, each counting alike (`macro`) or by its labels (`weighted`), the area of all answers
   * together, each about each class (`micro`), or where an answer may have several labels the mean of the answers' areas
   * (`samples`), in which one without labels counts as 0. Default `macro`.
   */
  readonly average?: RankedAverage;
}

/**
 * The mean of the precisions at all thresholds, each weighed by the recall that it adds, from 0 to 1. Nothing is interpolated.
 *
 * Shapes and errors are those of {@linkcode rocAuc}; of several classes each is told from the rest. It is NaN where a class has
 * no examples. Source: scikit-learn's `average_precision_score`.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { averagePrecision, scoresOf, tf } from "jsr:@raptor/raptor";
 *
 * const metric = averagePrecision();
 * const labels = tf.tensor1d([0, 0, 1, 1], "int32");
 * const state = metric.update(metric.init(), tf.tensor1d([0.1, 0.4, 0.35, 0.8]), labels);
 * assertAlmostEquals((await scoresOf([metric], [state])).averagePrecision, 5 / 6, 1e-9);
 * ```
 */
export function averagePrecision(
  options: AveragePrecisionOptions = {},
): HostMetric<"averagePrecision", tf.Tensor, tf.Tensor | Weighted<tf.Tensor>, RankedState> {
  return underPrecision("averagePrecision", options, "averagePrecision");
}

/**
 * The area under the curve of precision over recall, by trapezoids, from 0 to 1. It is somewhat too good where points lie far
 * apart; {@linkcode averagePrecision} is not.
 *
 * Shapes and errors are those of {@linkcode averagePrecision}. Source: scikit-learn's `auc` of its `precision_recall_curve`.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { prAuc, scoresOf, tf } from "jsr:@raptor/raptor";
 *
 * const metric = prAuc();
 * const labels = tf.tensor1d([0, 0, 1, 1], "int32");
 * const state = metric.update(metric.init(), tf.tensor1d([0.1, 0.4, 0.35, 0.8]), labels);
 * assertAlmostEquals((await scoresOf([metric], [state])).prAuc, 19 / 24, 1e-9);
 * ```
 */
export function prAuc(
  options: AveragePrecisionOptions = {},
): HostMetric<"prAuc", tf.Tensor, tf.Tensor | Weighted<tf.Tensor>, RankedState> {
  return underPrecision("prAuc", options, "precisionRecall");
}

function underPrecision<const N extends string>(
  name: N,
  options: AveragePrecisionOptions,
  area: keyof Areas,
): HostMetric<N, tf.Tensor, tf.Tensor | Weighted<tf.Tensor>, RankedState> {
  const { average = "macro", probabilities = false, ignoreIndex, multiLabel } = given(options);
  const settings = settle(name, options, { average, probabilities, ignoreIndex, multiLabel });
  requireOneOf(name, ["macro", "weighted", "micro", "samples"], { average });
  return metric({
    ...{ name, settings, better: "higher", on: "host", ...ranking(name, options) },
    compute(state) {
      const ranked = rankedOf(state, options);
      if (ranked === undefined) return NaN;
      const none = average === "samples" ? 0 : NaN;
      return meanArea(
        name,
        ranked,
        average,
        ({ scores, positive, weights }) => positive.includes(true) ? areasUnder(scores, positive, weights)[area] : none,
      );
    },
  });
}
