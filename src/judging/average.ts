/** One score of many classes, as scikit-learn averages. */
import { type ClassCounts, sum } from "./class_counts.ts";

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
 * import { averaged } from "./average.ts";
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
