/** A length of time in a run: in steps, in epochs, as a share of the run, or as long as it. */
import type { Span } from "../schedule.ts";

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
    ? "a run counted in minutes. Give the schedule steps or epochs, or the run both, as in { epochs: 20, minutes: 10 }."
    : "a dataset that does not tell its batches. Count in steps.";
  throw new RangeError(`Cannot follow ${name} as the length of the ${unit} must be known: got ${got}`);
}

/**
 * Refuses a stretch that is none.
 *
 * @param name What is being made, for the error.
 * @throws {RangeError} If it is not of a finite length above 0, or is given twice.
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
export function checkStretch(name: string, { steps, epochs, share }: Stretch): void {
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
