/** The learning rate of weight averaging. */
import { asPart, given, requireRange, settle } from "../options/settle.ts";
import { anneal, type Annealing, checkAnnealing } from "../pace/anneal.ts";
import { checkStretch, lengthOf, type Stretch } from "../pace/length_of.ts";
import type { Schedule, Span } from "../schedule.ts";

/** From when on, and how it gets there. */
export interface SwaLrOptions {
  /** The value that is gone to and kept. */
  readonly to: number;
  /** When the schedule is left; give `swa` the same. Default `{ share: 0.75 }`. */
  readonly begin?: Stretch;
  /** How long it takes from there to `to`. Default `{ epochs: 10 }`. */
  readonly over?: Stretch;
  /** The form of the way. Default `"cos"`. */
  readonly annealing?: Annealing;
}

/**
 * Follows a schedule until `begin`, then goes from where that was to a value that is kept, as PyTorch's `SWALR`: the rate at
 * which `swa` collects weights.
 *
 * @param schedule What is followed before.
 * @throws {RangeError} If a number is out of its range.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { constant, swaLr } from "jsr:@raptor/raptor";
 *
 * const lr = swaLr(constant(4), { to: 2, begin: { share: 0.5 }, over: { steps: 2 }, annealing: "linear" });
 * assertEquals([0, 4, 5, 6, 9].map((step) => lr(step, { steps: 10, stepsPerEpoch: 5 })), [4, 4, 4, 3, 2]);
 * ```
 */
export function swaLr(schedule: Schedule, options: SwaLrOptions): Schedule {
  const { to, begin = { share: 0.75 }, over = { epochs: 10 }, annealing = "cos" } = given(options);
  const settings = settle("swaLr", options, { to, begin, over, annealing }, { schedule });
  requireRange("swaLr", "a function", { schedule });
  requireRange("swaLr", "a finite number", { to });
  for (const stretch of [begin, over]) checkStretch("swaLr", stretch);
  checkAnnealing("swaLr", annealing);
  return asPart("swaLr", (step: number, span: Span) => {
    const first = lengthOf("swaLr", begin, span);
    if (step <= first) return schedule(step, span);
    return anneal(schedule(first, span), to, (step - first) / lengthOf("swaLr", over, span), annealing);
  }, { settings });
}
