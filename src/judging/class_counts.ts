/** How often each class was answered rightly, answered, and there, and the scores that are counts over counts, as scikit-learn averages them. */
import { requireRange } from "../options/settle.ts";
import type { HostState } from "../metric.ts";
import { tf } from "../tf.ts";
import type { Weighted } from "../source.ts";
import { type Marking, marksOf } from "./marks.ts";
import { allTogether, nothingWeighed, weighedMore } from "./states.ts";

/** Counts on the device, whole numbers, and sums of the weights of samples that have some: a state. */
export interface CountState extends Readonly<Record<string, tf.Tensor>> {
  /** Right answers, all answers and all labels of each class, [3, classes], int32. */
  readonly counts: tf.Tensor;
  /** How many answers were judged, int32; of those that have weights, how many labels were no class. */
  readonly judged: tf.Tensor;
  /** As `counts`, of samples with weights, [2, 3, classes], float32. */
  readonly weighed: tf.Tensor;
}

/** Counts, or weights, on the host, one number a class. */
export interface ClassCounts {
  /** Answers that were right. */
  readonly right: readonly number[];
  /** Answers. */
  readonly answered: readonly number[];
  /** Labels. */
  readonly present: readonly number[];
  /** How many were judged; more than there are labels of classes where some label was no class. */
  readonly judged: number;
}

/** The functions of a metric that counts. */
export interface Counting {
  /** How its states become one. */
  readonly merge: { readonly counts: "sum"; readonly judged: "sum"; readonly weighed: "sum" };
  /** Nothing counted. */
  init(): CountState;
  /** Counts a batch. */
  update(state: CountState, logits: tf.Tensor, labels: tf.Tensor | Weighted<tf.Tensor>): CountState;
}

/**
 * What a metric of classes counts with.
 *
 * @param metric Its name, for errors.
 * @param marking How many classes there are, and what is not judged.
 * @throws {RangeError} If the classes are not a whole number of at least 2.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tf } from "jsr:@raptor/raptor";
 * import { counting } from "./class_counts.ts";
 *
 * const { init, update } = counting("recall", { classes: 2 });
 * const { counts } = update(init(), tf.tensor2d([[0, 1], [2, 1]]), tf.tensor1d([1, 1], "int32"));
 * assertEquals(counts.arraySync(), [[0, 1], [1, 1], [0, 2]]);
 * ```
 */
export function counting(metric: string, marking: Marking): Counting {
  const { classes, ignoreIndex } = marking;
  requireRange(metric, "a whole number of at least 2", { classes });
  if (ignoreIndex !== undefined) requireRange(metric, "a whole number", { ignoreIndex });
  return {
    merge: { counts: "sum", judged: "sum", weighed: "sum" },
    init: () => ({
      ...{ counts: tf.zeros([3, classes], "int32"), judged: tf.scalar(0, "int32") },
      weighed: nothingWeighed([3, classes]),
    }),
    update(state, logits, labels) {
      const { answered, present, judged, weight } = marksOf(metric, logits, labels, marking);
      const marks = [tf.mul(answered, present), answered, present];
      if (weight !== undefined) {
        const column = tf.expandDims(weight, 1), odd = tf.sub(judged, tf.cast(tf.sum(present), "int32"));
        const sums = tf.stack(marks.map((marked) => tf.sum(tf.mul(marked, column), 0)));
        return { ...state, judged: tf.add(state.judged, odd), weighed: weighedMore(state.weighed, sums) };
      }
      // A batch is counted in float32, which all engines add up fast and rightly to 16 million; batches are added as integers.
      const counts = tf.cast(tf.stack(marks.map((marked) => tf.sum(marked, 0))), "int32");
      return { ...state, counts: tf.add(state.counts, counts), judged: tf.add(state.judged, judged) };
    },
  };
}

/**
 * The counts of a state that was read.
 *
 * @returns Undefined where a label was no class, so that no score is right.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { countsOf } from "./class_counts.ts";
 *
 * const counts = { dtype: "int32", shape: [3, 2], data: Int32Array.of(0, 1, 1, 1, 0, 2) } as const;
 * const judged = (count: number) => ({ dtype: "int32", shape: [], data: Int32Array.of(count) }) as const;
 * const weighed = { dtype: "float32", shape: [2, 3, 2], data: new Float32Array(12) } as const;
 * const whole = { right: [0, 1], answered: [1, 1], present: [0, 2], judged: 2 };
 * assertEquals(countsOf({ counts, judged: judged(2), weighed }), whole);
 * assertEquals(countsOf({ counts, judged: judged(3), weighed }), undefined);
 * ```
 */
export function countsOf({ counts, judged, weighed }: HostState<CountState>): ClassCounts | undefined {
  const classes = counts.shape[1]!, all = allTogether(counts, weighed);
  if (sum(counts.data.subarray(2 * classes)) !== judged.data[0]) return undefined;
  const [right, answered, present] = [0, 1, 2].map((row) => all.slice(row * classes, (row + 1) * classes));
  return { right: right!, answered: answered!, present: present!, judged: sum(present!) };
}

/**
 * The sum of numbers.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { sum } from "./class_counts.ts";
 *
 * assertEquals(sum([1, 2, 3]), 6);
 * ```
 */
export function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}

/**
 * How the scores of classes become one: the mean of the classes that occur, in labels or answers (`macro`); the same, weighed by
 * their labels (`weighted`); the score of all counts together (`micro`); or that of the second of two classes (`binary`).
 */
export type Average = "macro" | "micro" | "weighted" | "binary";

/** A score as counts over counts, one a class. */
export interface Ratio {
  /** Above the line. */
  readonly part: readonly number[];
  /** Below it; where it is 0, the score has no meaning. */
  readonly whole: readonly number[];
}

/** How to average. */
export interface Averaging {
  /** How the scores of classes become one. */
  readonly average: Average;
  /** What counts over nothing is: 0, 1, or NaN, which is then left out of means. */
  readonly zeroDivision: number;
  /** Whether classes that do not occur count too, as where each answer may be of several. Default false. */
  readonly absent?: boolean;
}

/**
 * The score of each class, and the one of all.
 *
 * @param ratio The score as counts over counts.
 * @param counts Which classes occur, and how often.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { averaged } from "./class_counts.ts";
 *
 * const counts = { right: [1, 0, 0], answered: [1, 1, 0], present: [2, 0, 0], judged: 2 };
 * const ratio = { part: counts.right, whole: counts.present };
 * assertEquals(averaged(ratio, counts, { average: "macro", zeroDivision: 0 }), { all: 0.25, each: [0.5, 0, 0] });
 * ```
 */
export function averaged(
  { part, whole }: Ratio,
  { answered, present }: ClassCounts,
  { average, zeroDivision, absent = false }: Averaging,
): { readonly all: number; readonly each: readonly number[] } {
  const over = (part: number, whole: number) => whole === 0 ? zeroDivision : part / whole;
  const each = part.map((count, i) => over(count, whole[i]!));
  const occurring = each.keys().toArray().filter((i) => absent || answered[i]! + present[i]! > 0);
  const pick = (values: readonly number[]) => occurring.map((i) => values[i]!);
  if (average === "binary") return { all: each[1]!, each };
  if (average === "micro") return { all: over(sum(pick(part)), sum(pick(whole))), each };
  const weights = average === "macro" ? occurring.map(() => 1) : pick(present);
  const scores = pick(each), counted = scores.keys().toArray().filter((i) => !Number.isNaN(scores[i]));
  const weight = sum(counted.map((i) => weights[i]!));
  if (counted.length === 0) return { all: NaN, each };
  return { all: over(sum(counted.map((i) => scores[i]! * weights[i]!)), weight), each };
}
