/** A gentle start for any schedule. */
import { asPart, given, requireRange, settle } from "../options/settle.ts";
import type { Schedule, Span } from "../schedule.ts";
import { lasting, type Stretch } from "../pace/length_of.ts";

/** How long the start is and how low it begins. */
export interface WarmupOptions extends Stretch {
  /** The share of the schedule's value at the first step, in [0, 1]. Default 1/3. */
  readonly factor?: number;
}

/**
 * Scales the beginning of a schedule up from `factor` to 1 in equal parts; the schedule goes on counting from the
 * beginning of the run, as when MMEngine's `LinearLR` is listed before another scheduler. To let a schedule begin after
 * the warm-up, see `join`.
 *
 * @param schedule What is warmed up.
 * @param options How long: in steps, in epochs or as a share of the run.
 * @throws {RangeError} If `factor` is not in [0, 1] or the length not finite and above 0.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { constant, warmup } from "jsr:@raptor/raptor";
 *
 * const lr = warmup(constant(1), { steps: 3, factor: 0.5 });
 * [0.5, 0.75, 1, 1].forEach((value, step) => assertAlmostEquals(lr(step, { steps: 9, stepsPerEpoch: 3 }), value, 1e-9));
 * ```
 */
export function warmup(schedule: Schedule, options: WarmupOptions): Schedule {
  const { factor = 1 / 3, steps, epochs, share } = given(options);
  const settings = settle("warmup", options, { factor, steps, epochs, share }, { schedule });
  requireRange("warmup", "a function", { schedule });
  requireRange("warmup", "in [0, 1]", { factor });
  const part = lasting(
    "warmup",
    options,
    settings,
    (step, steps) => steps > 1 ? factor + (1 - factor) * Math.min(step / (steps - 1), 1) : 1,
  );
  return asPart("warmup", (step: number, span: Span) => schedule(step, span) * part(step, span), { settings });
}
