/** How long a schedule lasts: in steps, in epochs, or as long as the run. */
import { asPart } from "../options/as_part.ts";
import type { Schedule, Span } from "../schedule.ts";
import type { Settings } from "../settings.ts";

/** A length of time, in steps or in epochs; without either, it is the whole run. */
export interface Stretch {
  /** Its length in steps. */
  readonly steps?: number;
  /** Its length in epochs, whole or not. */
  readonly epochs?: number;
}

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
  { steps, epochs }: Stretch,
  settings: Settings,
  value: (step: number, steps: number) => number,
): BoundedSchedule {
  if (steps !== undefined && epochs !== undefined) {
    throw new RangeError(`Cannot make ${name} as it lasts steps or epochs: got steps ${steps} and epochs ${epochs}.`);
  }
  for (const [unit, length] of Object.entries({ steps, epochs })) {
    if (length !== undefined && !(length > 0 && length < Infinity)) {
      throw new RangeError(`Cannot make ${name} as ${unit} must be a finite number above 0: got ${length}.`);
    }
  }
  const lasts = (span: Span): number => {
    const length = steps ?? (epochs === undefined ? span.steps : Math.round(epochs * span.stepsPerEpoch));
    if (length < Infinity) return length;
    const unit = epochs === undefined ? "run" : "epoch";
    throw new RangeError(
      `Cannot follow ${name} as the length of the ${unit} must be known: got a dataset that does not tell its ` +
        "batches. Count in steps.",
    );
  };
  return asPart(name, (step: number, span: Span): number => {
    const length = lasts(span);
    return value(Math.min(step, length), length);
  }, { settings, lasts });
}
