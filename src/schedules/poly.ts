/** A power of the time that is left. */
import { given, requireRange, settle } from "../options/settle.ts";
import { type BoundedSchedule, lasting, type Stretch } from "../pace/length_of.ts";

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
 * import { poly } from "jsr:@raptor/raptor";
 *
 * assertAlmostEquals(poly(0.1, { power: 2 })(5, { steps: 11, stepsPerEpoch: 11 }), 0.025, 1e-9);
 * ```
 */
export function poly(from: number, options: PolyOptions = {}): BoundedSchedule {
  const { to = 0, power = 1, steps, epochs, share } = given(options);
  const settings = settle("poly", options, { to, power, steps, epochs, share }, { from });
  requireRange("poly", "a finite number", { from, to });
  requireRange("poly", "a finite number above 0", { power });
  return lasting("poly", options, settings, (step, steps) => {
    const left = steps > 1 ? Math.max(1 - step / (steps - 1), 0) : 0;
    return to + (from - to) * left ** power;
  });
}
