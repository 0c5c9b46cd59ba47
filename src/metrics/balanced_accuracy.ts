/** The share of right answers, each class counting alike. */
import { counting, countsOf, type CountState, sum } from "../judging/class_counts.ts";
import type { HostMetric } from "../metric.ts";
import { given, requireRange, settle } from "../options/settle.ts";
import type { Weighted } from "../source.ts";
import type { tf } from "../tf.ts";
import { metric } from "./metric.ts";

/** What is judged. */
export interface BalancedAccuracyOptions {
  /** The number of classes, at least 2. */
  readonly classes: number;
  /** Whether guessing scores 0, and 100 stays the best. Default false. */
  readonly adjusted?: boolean;
  /** The label of what is not judged, such as padding. Default none. */
  readonly ignoreIndex?: number;
}

/**
 * The mean over the classes that have examples of the share that was found, in percent.
 *
 * Shapes and errors are those of {@linkcode precision}. Source: scikit-learn's `balanced_accuracy_score`.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { balancedAccuracy, scoresOf, tf } from "jsr:@raptor/raptor";
 *
 * const metric = balancedAccuracy({ classes: 3 });
 * const logits = tf.tensor2d([[1, 0, 0], [1, 0, 0], [0, 1, 0]]);
 * const state = metric.update(metric.init(), logits, tf.tensor1d([0, 1, 1], "int32"));
 * assertEquals(await scoresOf([metric], [state]), { balancedAccuracy: 75 });
 * ```
 */
export function balancedAccuracy(
  options: BalancedAccuracyOptions,
): HostMetric<"balancedAccuracy", tf.Tensor, tf.Tensor | Weighted<tf.Tensor>, CountState> {
  const { classes, adjusted = false, ignoreIndex } = given(options);
  const settings = settle("balancedAccuracy", options, { classes, adjusted, ignoreIndex });
  requireRange("balancedAccuracy", "true or false", { adjusted });
  const counts = counting("balancedAccuracy", { classes, ...ignoreIndex !== undefined && { ignoreIndex } });
  return metric({
    ...{ name: "balancedAccuracy", settings, better: "higher", on: "host", ...counts },
    compute(state) {
      const { right = [], present = [] } = countsOf(state) ?? {};
      const found = right.flatMap((count, i) => present[i] === 0 ? [] : [count / present[i]!]);
      const mean = sum(found) / found.length, guessed = 1 / found.length;
      return 100 * (adjusted ? (mean - guessed) / (1 - guessed) : mean);
    },
  });
}
