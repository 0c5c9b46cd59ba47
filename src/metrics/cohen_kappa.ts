/** How much more two judges agree than by chance. */
import { allTogether } from "../judging/states.ts";
import type { HostMetric } from "../metric.ts";
import { given, requireOneOf, settle } from "../options/settle.ts";
import type { Weighted } from "../source.ts";
import type { tf } from "../tf.ts";
import { matrixCounting, type MatrixState } from "./confusion_matrix.ts";
import { metric } from "./metric.ts";

/** What is judged. */
export interface CohenKappaOptions {
  /** The number of classes, at least 2. */
  readonly classes: number;
  /** What a mistake weighs: all alike, or by how far the labels lie apart, once or squared. Default `none`. */
  readonly weights?: "none" | "linear" | "quadratic";
  /** The label of what is not judged, such as padding. Default none. */
  readonly ignoreIndex?: number;
}

/**
 * Cohen's kappa: 1 where answers and labels agree, 0 where they agree as by chance, below where less.
 *
 * Shapes and errors are those of {@linkcode precision}. Where there is but one class, or an answer has a NaN in it, it is NaN.
 * Source: scikit-learn's `cohen_kappa_score(labels=range(classes))`.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { cohenKappa, scoresOf, tf } from "jsr:@raptor/raptor";
 *
 * const metric = cohenKappa({ classes: 2 });
 * const logits = tf.tensor2d([[1, 0], [1, 0], [0, 1], [0, 1]]);
 * const state = metric.update(metric.init(), logits, tf.tensor1d([0, 1, 1, 1], "int32"));
 * assertAlmostEquals((await scoresOf([metric], [state])).cohenKappa, 0.5, 1e-9);
 * ```
 */
export function cohenKappa(
  options: CohenKappaOptions,
): HostMetric<"cohenKappa", tf.Tensor, tf.Tensor | Weighted<tf.Tensor>, MatrixState> {
  const { classes, weights = "none", ignoreIndex } = given(options);
  const settings = settle("cohenKappa", options, { classes, weights, ignoreIndex });
  requireOneOf("cohenKappa", ["none", "linear", "quadratic"], { weights });
  const cost = (apart: number) => weights === "none" ? Number(apart !== 0) : weights === "linear" ? apart : apart ** 2;
  return metric({
    ...{ name: "cohenKappa", settings, better: "higher", on: "host" },
    ...matrixCounting("cohenKappa", classes, ignoreIndex),
    compute({ matrix, judged, weighed }) {
      if (judged.data[1] !== judged.data[0] || judged.data[2] !== judged.data[0]) return NaN;
      const cells = allTogether(matrix, weighed);
      const rows = Array(classes).fill(0), columns = Array(classes).fill(0);
      cells.forEach((count, i) => {
        rows[Math.floor(i / classes)] += count;
        columns[i % classes] += count;
      });
      const all = rows.reduce((sum, count) => sum + count, 0);
      let seen = 0, expected = 0;
      cells.forEach((count, i) => {
        const [row, column] = [Math.floor(i / classes), i % classes], apart = cost(Math.abs(row - column));
        seen += apart * count;
        expected += apart * rows[row] * columns[column] / all;
      });
      return 1 - seen / expected;
    },
  });
}
