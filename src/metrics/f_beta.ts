/** F-beta: precision and recall, one of which counts more. */
import { given, requireRange } from "../options/settle.ts";
import { type ClassesOptions, type ClassMetric, classMetric } from "./precision_recall.ts";

/** What counts more, and how the scores of classes become one. */
export interface FBetaOptions<L extends string | number = never> extends ClassesOptions<L> {
  /** How many times as much recall counts as precision, above 0. Default 2. */
  readonly beta?: number;
}

/**
 * The harmonic mean of a class's precision and recall, where recall counts `beta` times as much, in percent; its score is
 * `fBeta`.
 *
 * Shapes, averages and errors are those of {@linkcode precision}. Source: scikit-learn's `fbeta_score`.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { fBeta, scoresOf, tf } from "jsr:@raptor/raptor";
 *
 * const metric = fBeta({ classes: 2, beta: 2, average: "binary" });
 * const logits = tf.tensor2d([[1, 0], [1, 0], [0, 1]]);
 * const state = metric.update(metric.init(), logits, tf.tensor1d([0, 1, 1], "int32"));
 * assertAlmostEquals((await scoresOf([metric], [state])).fBeta, 500 / 9, 1e-9);
 * ```
 */
export function fBeta<const L extends string | number = never>(options: FBetaOptions<L>): ClassMetric<"fBeta", L> {
  const { beta = 2 } = given(options);
  const weight = beta * beta;
  const made = classMetric("fBeta", options, ({ right, answered, present }) => ({
    part: right.map((count) => (1 + weight) * count),
    whole: answered.map((count, i) => count + weight * present[i]!),
  }), { beta });
  requireRange("fBeta", "a finite number above 0", { beta });
  return made;
}
