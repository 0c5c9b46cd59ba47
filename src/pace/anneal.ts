/** Ways from one number to another, as schedules go. */

/** The form of a way: half a cosine or a straight line. */
export type Annealing = "cos" | "linear";

/**
 * The number at a share of the way.
 *
 * @param share In [0, 1]; what is beyond counts as the end.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { anneal } from "./anneal.ts";
 *
 * assertEquals([0, 0.25, 2].map((share) => anneal(4, 0, share, "linear")), [4, 3, 0]);
 * assertEquals(anneal(4, 0, 0.5, "cos"), 2);
 * ```
 */
export function anneal(from: number, to: number, share: number, form: Annealing): number {
  const part = Math.min(Math.max(share, 0), 1);
  return from + (to - from) * (form === "cos" ? (1 - Math.cos(Math.PI * part)) / 2 : part);
}

/**
 * The number of a step on several ways, one after the other.
 *
 * @param values Where the ways begin, and where the last one ends.
 * @param ends The step at which each way ends; after the last one its end stays.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { annealAlong } from "./anneal.ts";
 *
 * assertEquals([0, 1, 2, 4, 6, 9].map((step) => annealAlong([0, 8, 4], [2, 6], step, "linear")), [0, 4, 8, 6, 4, 4]);
 * ```
 */
export function annealAlong(
  values: readonly number[],
  ends: readonly number[],
  step: number,
  form: Annealing,
): number {
  const found = ends.findIndex((end) => step <= end), i = found < 0 ? ends.length - 1 : found;
  const start = i === 0 ? 0 : ends[i - 1]!, end = ends[i]!;
  return anneal(values[i]!, values[i + 1]!, end > start ? (step - start) / (end - start) : 1, form);
}

/**
 * Refuses a form of a way that is none.
 *
 * @throws {RangeError} If it is neither `"cos"` nor `"linear"`.
 *
 * @example
 * ```ts
 * import { assertThrows } from "@std/assert";
 * import { checkAnnealing } from "./anneal.ts";
 *
 * const text = 'Cannot make oneCycle as annealing must be "cos" or "linear": got sine.';
 * assertThrows(() => checkAnnealing("oneCycle", "sine"), RangeError, text);
 * ```
 */
export function checkAnnealing(name: string, annealing: unknown): asserts annealing is Annealing {
  if (annealing === "cos" || annealing === "linear") return;
  throw new RangeError(`Cannot make ${name} as annealing must be "cos" or "linear": got ${annealing}.`);
}
