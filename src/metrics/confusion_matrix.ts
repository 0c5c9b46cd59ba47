/** Which class was answered for which, in counts or shares. */
import { marksOf } from "../judging/marks.ts";
import { allTogether, nothingWeighed, weighedMore } from "../judging/states.ts";
import type { Better, HostMetric } from "../metric.ts";
import { given, requireOneOf, requireRange, settle } from "../options/settle.ts";
import type { Weighted } from "../source.ts";
import { tf } from "../tf.ts";
import { metric, type Named } from "./metric.ts";

/** What is counted. */
export interface ConfusionMatrixOptions<L extends string | number> {
  /** The names of all classes, at least two, in the order of their labels; or how many there are, to go by their numbers. */
  readonly classes: readonly L[] | number;
  /** What the counts are shares of, in percent: the labels of a class, the answers of one, or all. Default counts. */
  readonly normalize?: "labels" | "answers" | "all";
  /** The label of what is not judged, such as padding. Default none. */
  readonly ignoreIndex?: number;
}

/**
 * The state of a matrix: its counts, [classes, classes], and how many were judged; int32. Of samples with weights their sums, [2,
 * classes, classes], float32.
 */
export type MatrixState = { readonly matrix: tf.Tensor; readonly judged: tf.Tensor; readonly weighed: tf.Tensor };

/**
 * How often which class was answered where which one was there, as one score a pair: `confusion_cat_dog` counts the cats that
 * were taken for dogs.
 *
 * Shapes and errors are those of {@linkcode precision}; what has no answer, as a logit is NaN, is in no cell. A label beyond
 * the classes makes all of it NaN. Samples with weights count by them. Source: scikit-learn's `confusion_matrix`.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { confusionMatrix, scoresOf, tf } from "jsr:@raptor/raptor";
 *
 * const metric = confusionMatrix({ classes: ["cat", "dog"] });
 * const logits = tf.tensor2d([[1, 0], [0, 1], [0, 1]]);
 * const state = metric.update(metric.init(), logits, tf.tensor1d([0, 0, 1], "int32"));
 * assertEquals(await scoresOf([metric], [state]), {
 *   ...{ confusion_cat_cat: 1, confusion_cat_dog: 1 },
 *   ...{ confusion_dog_cat: 0, confusion_dog_dog: 1 },
 * });
 * ```
 */
export function confusionMatrix<const L extends string | number>(
  options: ConfusionMatrixOptions<L>,
): Named<
  "confusionMatrix",
  HostMetric<`confusion_${L}_${L}`, tf.Tensor, tf.Tensor | Weighted<tf.Tensor>, MatrixState>
> {
  const { classes, normalize, ignoreIndex } = given(options);
  const settings = settle("confusionMatrix", options, { classes, normalize, ignoreIndex });
  requireOneOf("confusionMatrix", [undefined, "labels", "answers", "all"], { normalize });
  const count = Array.isArray(classes) ? classes.length : classes as number;
  const counting = matrixCounting("confusionMatrix", count, ignoreIndex);
  const names = Array.isArray(classes) ? classes as readonly L[] : Array.from({ length: count }, (_, i) => i as L);
  const scores = names.flatMap((there) => names.map((answered) => `confusion_${there}_${answered}` as const));
  const ways = scores.map((name, i) => [name, i % (count + 1) === 0 ? "higher" : "lower"] as const);
  return metric({
    ...{ name: "confusionMatrix", settings, scores, on: "host" },
    better: Object.fromEntries(ways) as Record<`confusion_${L}_${L}`, Better>,
    ...counting,
    compute({ matrix, judged, weighed }) {
      const cells = allTogether(matrix, weighed), n = count;
      const whole = (row: number, column: number) => {
        if (normalize === undefined) return 100;
        return cells.reduce((sum, count, i) => {
          const isIn = normalize === "all" || (normalize === "labels" ? Math.floor(i / n) === row : i % n === column);
          return isIn ? sum + count : sum;
        }, 0) || 1;
      };
      const isOdd = cells.length === 0 || judged.data[1] !== judged.data[0];
      const shown = cells.map((count, i) => isOdd ? NaN : 100 * count / whole(Math.floor(i / n), i % n));
      return Object.fromEntries(scores.map((name, i) => [name, shown[i]!])) as Record<`confusion_${L}_${L}`, number>;
    },
  });
}

/**
 * What counts pairs of labels and answers, or adds up their weights. In `judged` are all that were judged, those of them whose
 * label is a class, and those that have an answer.
 *
 * @param metric Its name, for errors.
 * @param classes How many there are.
 * @param ignoreIndex The label of what is not judged.
 */
export function matrixCounting(metric: string, classes: number, ignoreIndex: number | undefined) {
  requireRange(metric, "a whole number of at least 2", { classes });
  if (ignoreIndex !== undefined) requireRange(metric, "a whole number", { ignoreIndex });
  const marking = { classes, ...ignoreIndex !== undefined && { ignoreIndex } };
  return {
    merge: { matrix: "sum", judged: "sum", weighed: "sum" } as const,
    init: (): MatrixState => ({
      ...{ matrix: tf.zeros([classes, classes], "int32"), judged: tf.zeros([3], "int32") },
      weighed: nothingWeighed([classes, classes]),
    }),
    update(state: MatrixState, logits: tf.Tensor, labels: tf.Tensor | Weighted<tf.Tensor>): MatrixState {
      const { answered, present, judged: all, weight } = marksOf(metric, logits, labels, marking);
      const counted = (marks: tf.Tensor) => tf.cast(tf.sum(marks), "int32");
      const judged = tf.add(state.judged, tf.stack([all, counted(present), counted(answered)]));
      if (weight !== undefined) {
        const pairs = tf.matMul(tf.mul(present, tf.expandDims(weight, 1)) as tf.Tensor2D, answered, true);
        return { ...state, judged, weighed: weighedMore(state.weighed, pairs) };
      }
      const pairs = tf.cast(tf.matMul(present, answered, true), "int32");
      return { ...state, judged, matrix: tf.add(state.matrix, pairs) };
    },
  };
}
