/** How long a schedule lasts: in steps, in epochs, by a share of the run, or as long as it. */
import { asPart } from "../options/settle.ts";
import type { Schedule, Span } from "../schedule.ts";
import type { Settings } from "../settings.ts";
import { checkStretch, lengthOf, type Stretch } from "./length_of.ts";

/** A schedule that comes to an end, where it stays or `join` lets another one follow. */
export interface BoundedSchedule extends Schedule {
  /** The steps it takes in a run of this length. */
  lasts(span: Span): number;
}

/**
 * Makes a schedule that lasts for a stretch.
 *
 * @param name Of the schedule, for errors.
 * @param stretch How long it lasts.
 * @param settings Of the schedule.
 * @param value Its value at a step, given its length in steps; from the end on it is asked for the end.
 * @throws {RangeError} If the stretch is not of a finite length above 0, or is given twice. On use, if it is that of a
 * run whose length is unknown.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { lasting } from "./lasting.ts";
 *
 * const countdown = lasting("countdown", { epochs: 1 }, {}, (step, steps) => steps - step);
 * const span = { steps: 20, stepsPerEpoch: 10 };
 * assertEquals([countdown(3, span), countdown(99, span), countdown.lasts(span)], [7, 0, 10]);
 * ```
 */
export function lasting(
  name: string,
  stretch: Stretch,
  settings: Settings,
  value: (step: number, steps: number) => number,
): BoundedSchedule {
  checkStretch(name, stretch);
  const lasts = (span: Span): number => lengthOf(name, stretch, span);
  return asPart(name, (step: number, span: Span): number => {
    const length = lasts(span);
    return value(Math.min(step, length), length);
  }, { settings, lasts });
}
