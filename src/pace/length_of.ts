/** Lengths of time in a run: in steps, in epochs, as a share of the run, or as long as it; and the schedules that last one. */
import type { Schedule, Span } from "../schedule.ts";
import { asGiven } from "../options/odd_option.ts";
import { asPart } from "../options/settle.ts";
import type { Settings } from "../settings.ts";

/** A length of time, in steps, in epochs or as a share of the run; without any, it is the whole run. */
export interface Stretch {
  /** Its length in steps. */
  readonly steps?: number;
  /** Its length in epochs, whole or not. */
  readonly epochs?: number;
  /** Its length as a share of the whole run, in (0, 1]: 0.1 of a run of 50 steps are 5. */
  readonly share?: number;
}

/**
 * The steps of a stretch, whole where it is not given in steps.
 *
 * @param name Whose stretch it is, for the error.
 * @throws {RangeError} If it is that of a run whose length is unknown.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { lengthOf } from "./length_of.ts";
 *
 * const span = { steps: 50, stepsPerEpoch: 20 };
 * assertEquals([{ steps: 7 }, { epochs: 0.5 }, { share: 0.1 }, {}].map((it) => lengthOf("cosine", it, span)), [7, 10, 5, 50]);
 * ```
 */
export function lengthOf(name: string, { steps, epochs, share }: Stretch, span: Span): number {
  // Where something came before, the run is longer than what is left of it.
  const whole = () => share === undefined ? span.steps : Math.round(share * (span.steps + (span.offset ?? 0)));
  const length = steps ?? (epochs === undefined ? whole() : Math.round(epochs * span.stepsPerEpoch));
  if (length < Infinity) return length;
  const unit = epochs === undefined ? "run" : "epoch";
  const got = span.stepsPerEpoch < Infinity
    ? "a run counted in minutes, or in samples where nobody knows how many an epoch has. Give the schedule steps or epochs, or the " +
      "run epochs, as in { epochs: 20, minutes: 10 }."
    : "a dataset that does not tell its batches. Count in steps.";
  throw new RangeError(`Cannot follow ${name} as the length of the ${unit} must be known: got ${got}`);
}

/**
 * Refuses a stretch that is none.
 *
 * @param name What is being made, for the error.
 * @throws {RangeError} If it is no record, not of a finite length above 0, or given twice.
 *
 * @example
 * ```ts
 * import { assertThrows } from "@std/assert";
 * import { checkStretch } from "./length_of.ts";
 *
 * const text = "Cannot make cosine as epochs must be a finite number above 0: got 0.";
 * assertThrows(() => checkStretch("cosine", { epochs: 0 }), RangeError, text);
 * ```
 */
export function checkStretch(name: string, stretch: Stretch): void {
  if (typeof stretch !== "object" || stretch === null) {
    const got = asGiven(stretch);
    throw new RangeError(
      `Cannot make ${name} as a stretch is written as { steps: 500 }, or in epochs or share: got ${got}.`,
    );
  }
  const { steps, epochs, share } = stretch;
  const given = Object.entries({ steps, epochs, share }).filter(([, length]) => length !== undefined);
  if (given.length > 1) {
    const got = given.map(([unit, length]) => `${unit} ${length}`).join(" and ");
    throw new RangeError(`Cannot make ${name} as it lasts steps, epochs or a share of the run: got ${got}.`);
  }
  for (const [unit, length] of given) {
    const most = unit === "share" ? 1 : Number.MAX_VALUE;
    if (!(length! > 0 && length! <= most)) {
      const rule = unit === "share" ? "above 0 and at most 1" : "a finite number above 0";
      throw new RangeError(`Cannot make ${name} as ${unit} must be ${rule}: got ${length}.`);
    }
  }
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
 * import { lasting } from "./length_of.ts";
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
 * import { epochOf } from "./length_of.ts";
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
