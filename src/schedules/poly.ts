/** A power of the time that is left. */
import { type BoundedSchedule, lasting, type Stretch } from "../pace/lasting.ts";

/** The way's form and length. */
export interface PolyOptions extends Stretch {
  /** The value at the last step. Default 0. */
  readonly to?: number;
  /** The power of the share that is left, above 0; 1 is a straight line. Default 1. */
  readonly power?: number;
}

/**
 * From `from` at the first step to `to` at the last, by a power of the share that is left; as MMEngine's `PolyLR`.
 *
 * @throws {RangeError} If `power` or the stretch is not finite and above 0.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { poly } from "./poly.ts";
 *
 * assertAlmostEquals(poly(0.1, { power: 2 })(5, { steps: 11, stepsPerEpoch: 11 }), 0.025, 1e-9);
 * ```
 */
export function poly(from: number, { to = 0, power = 1, ...stretch }: PolyOptions = {}): BoundedSchedule {
  if (!(power > 0 && power < Infinity)) {
    throw new RangeError(`Cannot make poly as power must be a finite number above 0: got ${power}.`);
  }
  return lasting("poly", stretch, (step, steps) => {
    const left = steps > 1 ? Math.max(1 - step / (steps - 1), 0) : 0;
    return to + (from - to) * left ** power;
  });
}
