/** How well scores tell classes apart, whatever the threshold. */
import { sum } from "../judging/class_counts.ts";
import { areasUnder } from "../judging/curve.ts";
import {
  meanArea,
  type Question,
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
export interface RocAucOptions extends RankedOptions {
  /** Whether each of several classes is told from the rest (`ovr`), or from each other one (`ovo`). Default `ovr`. */
  readonly multiClass?: "ovr" | "ovo";
  /**
   * The mean of the classes' areas, each counting alike (`macro`) or by its labels (`weighted`); the area of all answers
   * together, each about each class (`micro`, not for `ovo`); or where an answer may have several labels the mean of the
   * answers' areas (`samples`). Default `macro`.
   */
  readonly average?: RankedAverage;
}

/**
 * The area under the receiver's operating curve, from 0 to 1: how often a positive example has the larger score than a negative
 * one.
 *
 * The prediction has shape [..., classes], or [...] or [..., 1] for the second of two classes; the target shape [...] and dtype
 * int32, or float32 beside one score. Where each answer may have several labels, the target has the shape of the prediction,
 * [..., labels], and holds 0 and 1. Scores are kept to the end and ranked on the host, so the area is exact. It is NaN where a
 * class has no examples, or a label is no class. Samples with weights count by them.
 *
 * @throws {TypeError} If, on judging, prediction or target have another shape or dtype.
 *
 * Source: scikit-learn's `roc_auc_score`; one against one as Hand and Till 2001 do.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { rocAuc, scoresOf, tf } from "jsr:@raptor/raptor";
 *
 * const metric = rocAuc();
 * const labels = tf.tensor1d([0, 0, 1, 1], "int32");
 * const state = metric.update(metric.init(), tf.tensor1d([0.1, 0.4, 0.35, 0.8]), labels);
 * assertEquals(await scoresOf([metric], [state]), { rocAuc: 0.75 });
 * ```
 */
export function rocAuc(
  options: RocAucOptions = {},
): HostMetric<"rocAuc", tf.Tensor, tf.Tensor | Weighted<tf.Tensor>, RankedState> {
  const { multiClass = "ovr", average = "macro", probabilities = false, ignoreIndex, multiLabel } = given(options);
  const settings = settle("rocAuc", options, { multiClass, average, probabilities, ignoreIndex, multiLabel });
  requireOneOf("rocAuc", ["ovr", "ovo"], { multiClass });
  requireOneOf("rocAuc", ["macro", "weighted", "micro", "samples"], { average });
  if (multiClass === "ovo") requireOneOf("rocAuc of ovo", ["macro", "weighted"], { average });
  return metric({
    ...{ name: "rocAuc", settings, better: "higher", on: "host", ...ranking("rocAuc", options) },
    compute(state) {
      const ranked = rankedOf(state, options);
      if (ranked === undefined) return NaN;
      const { questions, rows } = ranked;
      if (multiClass === "ovr" || questions.length === 1 || rows !== undefined) {
        return meanArea(
          "rocAuc",
          ranked,
          average,
          ({ scores, positive, weights }) => areasUnder(scores, positive, weights).roc,
        );
      }
      const areas = againstEach(questions), weights = areas.map(({ count }) => average === "macro" ? 1 : count);
      return sum(areas.map(({ area }, i) => area * weights[i]!)) / sum(weights);
    },
  });
}

/** An area, and how much the examples weigh that it is of. */
interface Area {
  readonly area: number;
  readonly count: number;
}

function againstEach(questions: readonly Question[]): Area[] {
  return questions.flatMap((one, a) =>
    questions.slice(a + 1).map((other): Area => {
      const rows = one.positive.keys().toArray().filter((row) => one.positive[row] || other.positive[row]);
      const weights = rows.map((row) => one.weights[row]!);
      const area = ({ scores, positive }: Question) =>
        areasUnder(rows.map((row) => scores[row]!), rows.map((row) => positive[row]!), weights).roc;
      return { area: (area(one) + area(other)) / 2, count: sum(weights) };
    })
  );
}
