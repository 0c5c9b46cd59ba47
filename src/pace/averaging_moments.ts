/** When the weights of a run are taken into an average: from when on, and how often. */
import type { Moment } from "../optimizer.ts";
import { requireRange } from "../options/settle.ts";
import { checkStretch, lengthOf, type Stretch } from "./length_of.ts";

/** From when on weights are averaged, and how often. */
export interface AveragingMoments {
  /**
   * How long the run goes before the average begins, such as `{ share: 0.75 }` or `{ epochs: 3 }`; until then the weights
   * stand for themselves. Default not at all.
   */
  readonly begin?: Stretch;
  /**
   * How many updates lie between two that are taken into it, the first one included; `{ epochs: n }` takes the last weights
   * of every n-th epoch. Default 1.
   */
  readonly interval?: number | { readonly epochs: number };
}

/**
 * Makes what tells an average its moments.
 *
 * @param name Of the average, for errors.
 * @throws {RangeError} If an option is out of its range.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { averagingMoments } from "./averaging_moments.ts";
 *
 * const { begun, due } = averagingMoments("ema", { begin: { steps: 2 }, interval: 3 });
 * const steps = [0, 1, 2, 3, 4, 5].map((step) => ({ step, steps: 6, stepsPerEpoch: 6 }));
 * assertEquals(steps.map((moment) => begun(moment) && due(moment, moment.step - 2)), [false, false, true, false, false, true]);
 * ```
 */
export function averagingMoments(
  name: string,
  { begin, interval = 1 }: AveragingMoments,
): { readonly begun: (moment: Moment) => boolean; readonly due: (moment: Moment, since: number) => boolean } {
  if (begin !== undefined) checkStretch(name, begin);
  const whole = typeof interval === "object" ? { "interval.epochs": interval?.epochs } : { interval };
  requireRange(name, "a whole number of at least 1", whole);
  return {
    begun: (moment) => begin === undefined || moment.step >= lengthOf(name, begin, moment),
    due(moment, since) {
      if (typeof interval === "number") return since % interval === 0;
      return (moment.step + 1) % lengthOf(name, { epochs: interval.epochs }, moment) === 0;
    },
  };
}
