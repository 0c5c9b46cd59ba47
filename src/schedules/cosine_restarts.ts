/** Half a wave down, again and again. */
import { asPart, given, requireRange, settle } from "../options/settle.ts";
import { anneal } from "../pace/anneal.ts";
import { checkStretch, lengthOf, type Stretch } from "../pace/length_of.ts";
import type { Schedule, Span } from "../schedule.ts";

/** The length of the first period, and what becomes of the next ones. */
export interface CosineRestartsOptions extends Stretch {
  /** What each period goes down to. Default 0. */
  readonly to?: number;
  /** The length of a period over that of the one before, at least 1: the paper's T_mult. Default 1. */
  readonly mult?: number;
  /** What a period begins with over what the one before began with, as MMEngine's `restart_weights`. Default 1. */
  readonly gamma?: number;
}

/**
 * From `from` along half a cosine to `to`, and from the beginning again (SGDR; Loshchilov and Hutter, 2017), as PyTorch's
 * `CosineAnnealingWarmRestarts`. Periods of any lengths are `join(cosine(...), cosine(...), ...)`.
 *
 * @param options The length of the first period, in steps, in epochs or as a share of the run. Default the whole run.
 * @throws {RangeError} If a number is out of its range.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { cosineRestarts } from "jsr:@raptor/raptor";
 *
 * const lr = cosineRestarts(0.1, { steps: 2, mult: 2, gamma: 0.5 });
 * [0.1, 0.05, 0.05, 0.04268, 0.025, 0.00732, 0.025].forEach((value, step) =>
 *   assertAlmostEquals(lr(step, { steps: 20, stepsPerEpoch: 10 }), value, 1e-5)
 * );
 * ```
 */
export function cosineRestarts(from: number, options: CosineRestartsOptions = {}): Schedule {
  const { to = 0, mult = 1, gamma = 1, steps, epochs, share } = given(options);
  const settings = settle("cosineRestarts", options, { to, mult, gamma, steps, epochs, share }, { from });
  requireRange("cosineRestarts", "a finite number", { from, to });
  requireRange("cosineRestarts", "a finite number above 0", { gamma });
  if (!(mult >= 1 && mult < Infinity)) {
    throw new RangeError(`Cannot make cosineRestarts as mult must be at least 1: got ${mult}.`);
  }
  checkStretch("cosineRestarts", options);
  return asPart("cosineRestarts", (step: number, span: Span) => {
    let period = lengthOf("cosineRestarts", options, span), now = step, peak = from;
    // Periods that are all alike are skipped at once, those that grow are few.
    const alike = mult === 1 ? Math.floor(now / period) : 0;
    now -= alike * period, peak *= gamma ** alike;
    while (now >= period) now -= period, period *= mult, peak *= gamma;
    return anneal(peak, to, now / period, "cos");
  }, { settings });
}
