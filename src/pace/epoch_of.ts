/** The epoch that a step is in. */
import type { Span } from "../schedule.ts";

/**
 * Counts the epochs that have ended since a schedule began. They are those of the run: a schedule that begins in the middle
 * of one sees the end of that soon.
 *
 * @param name Of the schedule that asks, for the error.
 * @throws {RangeError} If the run does not know how long its epochs are.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { epochOf } from "./epoch_of.ts";
 *
 * assertEquals(epochOf("step", 25, { steps: 100, stepsPerEpoch: 10 }), 2);
 * assertEquals(epochOf("step", 25, { steps: 93, stepsPerEpoch: 10, offset: 7 }), 3);
 * ```
 */
export function epochOf(name: string, step: number, { stepsPerEpoch, offset = 0 }: Span): number {
  if (stepsPerEpoch < Infinity) return Math.floor((offset + step) / stepsPerEpoch) - Math.floor(offset / stepsPerEpoch);
  throw new RangeError(
    `Cannot follow ${name} as the length of the epoch must be known: got a dataset that does not tell its batches. ` +
      "Count in steps.",
  );
}
