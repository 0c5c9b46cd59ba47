/** Schedules that change only from epoch to epoch. */
import { asPart, requireRange } from "../options/settle.ts";
import { plainRecord } from "../options/plain.ts";
import type { Schedule, Span } from "../schedule.ts";
import { epochOf } from "../pace/length_of.ts";

/**
 * Holds a schedule's value through each epoch: what it counts as a step is then an epoch, as in MMEngine's
 * `by_epoch=True`.
 *
 * @throws {RangeError} On use, if the run does not know how long its epochs are.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { exponential, perEpoch } from "jsr:@raptor/raptor";
 *
 * const lr = perEpoch(exponential(1, 0.5));
 * assertEquals([0, 9, 10, 20].map((step) => lr(step, { steps: 30, stepsPerEpoch: 10 })), [1, 1, 0.5, 0.25]);
 * ```
 */
export function perEpoch(schedule: Schedule): Schedule {
  requireRange("perEpoch", "a function", { schedule });
  return asPart("perEpoch", (step: number, span: Span) => {
    const epoch = epochOf("perEpoch", step, span);
    const epochs = span.steps < Infinity ? epochOf("perEpoch", span.steps - 1, span) + 1 : Infinity;
    return schedule(epoch, { ...span, offset: 0, steps: epochs, stepsPerEpoch: 1 });
  }, { settings: plainRecord({ schedule }) });
}
