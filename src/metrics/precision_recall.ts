/** Precision, recall and F1: how often each class was answered, and how often it was there. */
import {
  type Average,
  averaged,
  type ClassCounts,
  counting,
  countsOf,
  type CountState,
  type Ratio,
} from "../judging/class_counts.ts";
import type { HostMetric } from "../metric.ts";
import { given, requireNames, requireOneOf, requireRange, settle } from "../options/settle.ts";
import type { Weighted } from "../source.ts";
import type { tf } from "../tf.ts";
import { metric, type Named } from "./metric.ts";

/** What the answers are, and how the scores of classes become one. */
export interface ClassesOptions<L extends string | number = never> {
  /** The number of classes, at least 2. */
  readonly classes: number;
  /**
   * How the scores of classes become one: the mean of those that occur, in labels or answers (`macro`); weighed by their labels
   * (`weighted`); of all counts together (`micro`); or that of the second of two classes (`binary`). Default `macro`.
   */
  readonly average?: Average;
  /** The names of all classes, each of which then has a score of its own, as `f1_cat`. Default none. */
  readonly perClass?: readonly L[];
  /** The share that nothing is of nothing: 0, 1, or NaN, which is left out of means. Default 0. */
  readonly zeroDivision?: number;
  /** The label of what is not judged, such as padding. Default none. */
  readonly ignoreIndex?: number;
  /**
   * Whether each answer may be of several classes: labels are then 0 and 1 (int32 or float32) in the shape of the logits,
   * [..., classes], a logit above 0 says yes, and classes that never occur count in means as the share of nothing. Default false.
   */
  readonly multiLabel?: boolean;
}

/** A score of all classes, and where they are named one of each. */
export type ClassMetric<N extends string, L extends string | number> = Named<
  N,
  HostMetric<N | `${N}_${L}`, tf.Tensor, tf.Tensor | Weighted<tf.Tensor>, CountState>
>;

/**
 * Of the answers for a class, the share that is right, in percent.
 *
 * The prediction has shape [..., classes] (for two classes also one logit, [...] or [..., 1], that is above 0 for the second), the
 * target shape [...] and dtype int32 (or float32 beside one logit): one sample, token or pixel each. Classes that occur in neither count for nothing, as in
 * scikit-learn. Where a logit is NaN, no class was answered; a label beyond the classes makes the score NaN. Counts are whole
 * numbers on the device, so the score is exact for any number of batches. Samples with weights count by them; one of weight 0 is
 * as none.
 *
 * @throws {TypeError} If, on judging, prediction or target have another shape or dtype.
 * @throws {RangeError} If an option is out of its range.
 *
 * Source: scikit-learn's `precision_score`.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { precision, scoresOf, tf } from "jsr:@raptor/raptor";
 *
 * const metric = precision({ classes: 2, perClass: ["cat", "dog"] });
 * const logits = tf.tensor2d([[1, 0], [1, 0], [0, 1]]);
 * const state = metric.update(metric.init(), logits, tf.tensor1d([0, 1, 1], "int32"));
 * assertEquals(await scoresOf([metric], [state]), { precision: 75, precision_cat: 50, precision_dog: 100 });
 * ```
 */
export function precision<const L extends string | number = never>(
  options: ClassesOptions<L>,
): ClassMetric<"precision", L> {
  return classMetric("precision", options, ({ right, answered }) => ({ part: right, whole: answered }));
}

/**
 * Of the examples of a class, the share that was found, in percent; elsewhere called sensitivity.
 *
 * Shapes, averages and errors are those of {@linkcode precision}. Source: scikit-learn's `recall_score`.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { recall, scoresOf, tf } from "jsr:@raptor/raptor";
 *
 * const metric = recall({ classes: 2 });
 * const logits = tf.tensor2d([[1, 0], [1, 0], [0, 1]]);
 * const state = metric.update(metric.init(), logits, tf.tensor1d([0, 1, 1], "int32"));
 * assertEquals(await scoresOf([metric], [state]), { recall: 75 });
 * ```
 */
export function recall<const L extends string | number = never>(
  options: ClassesOptions<L>,
): ClassMetric<"recall", L> {
  return classMetric("recall", options, ({ right, present }) => ({ part: right, whole: present }));
}

/**
 * The harmonic mean of a class's precision and recall, in percent.
 *
 * Shapes, averages and errors are those of {@linkcode precision}. Source: scikit-learn's `f1_score`.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { f1, scoresOf, tf } from "jsr:@raptor/raptor";
 *
 * const metric = f1({ classes: 2 });
 * const logits = tf.tensor2d([[1, 0], [1, 0], [0, 1]]);
 * const state = metric.update(metric.init(), logits, tf.tensor1d([0, 1, 1], "int32"));
 * assertAlmostEquals((await scoresOf([metric], [state])).f1, 200 / 3, 1e-9);
 * ```
 */
export function f1<const L extends string | number = never>(options: ClassesOptions<L>): ClassMetric<"f1", L> {
  return classMetric("f1", options, ({ right, answered, present }) => ({
    part: right.map((count) => 2 * count),
    whole: answered.map((count, i) => count + present[i]!),
  }));
}

/**
 * Makes a metric of counts over counts.
 *
 * @param name Its name, and that of its score.
 * @param options As they were given.
 * @param ratio The score of each class.
 * @param more Further settings.
 */
export function classMetric<const N extends string, L extends string | number>(
  name: N,
  options: ClassesOptions<L>,
  ratio: (counts: ClassCounts) => Ratio,
  more: Readonly<Record<string, unknown>> = {},
): ClassMetric<N, L> {
  const { classes, average = "macro", perClass, zeroDivision = 0, ignoreIndex, multiLabel } = given(options);
  const own = { classes, average, perClass, zeroDivision, ignoreIndex, multiLabel };
  const settings = settle(name, options, { ...own, ...more });
  const { merge, init, update } = counting(name, {
    ...{ classes, multiLabel: multiLabel === true },
    ...ignoreIndex !== undefined && { ignoreIndex },
  });
  if (multiLabel !== undefined) requireRange(name, "true or false", { multiLabel });
  requireOneOf(name, ["macro", "micro", "weighted", "binary"], { average });
  requireOneOf(name, [0, 1, NaN], { zeroDivision });
  if (perClass !== undefined) requireNames(name, { perClass }, classes);
  if (average === "binary" && classes !== 2) {
    throw new RangeError(`Cannot make ${name} as the average of binary needs two classes: got ${classes}.`);
  }
  const names = (perClass ?? []).map((label) => `${name}_${label}` as const);
  return metric({
    ...{ name, settings, merge, init, update, better: "higher", on: "host" },
    scores: [name, ...names],
    compute(state) {
      const counts = countsOf(state as never);
      const scores = counts && averaged(ratio(counts), counts, { average, zeroDivision, absent: multiLabel === true });
      const shown = [scores?.all, ...names.map((_, i) => scores?.each[i])];
      return Object.fromEntries([name, ...names].map((each, i) => [each, 100 * (shown[i] ?? NaN)])) as never;
    },
  }) as unknown as ClassMetric<N, L>;
}
