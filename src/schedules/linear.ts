/** A straight way from one number to another. */
import { given, requireRange, settle } from "../options/settle.ts";
import { type BoundedSchedule, lasting, type Stretch } from "../pace/length_of.ts";

/**
 * From `from` at the first step in equal parts to `to` at the last, where it stays; as MMEngine's `LinearLR`.
 *
 * @param stretch How long it takes. Default the whole run.
 * @throws {RangeError} If the stretch is not of a finite length above 0.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { linear } from "jsr:@raptor/raptor";
 *
 * const warmUp = linear(0.01, 0.1, { steps: 5 });
 * [0.01, 0.0325, 0.055, 0.0775, 0.1, 0.1].forEach((value, step) =>
 *   assertAlmostEquals(warmUp(step, { steps: 100, stepsPerEpoch: 10 }), value, 1e-9)
 * );
 * ```
 */
export function linear(from: number, to: number, stretch: Stretch = {}): BoundedSchedule {
  const { steps, epochs, share } = given(stretch);
  const settings = settle("linear", stretch, { steps, epochs, share }, { from, to });
  requireRange("linear", "a finite number", { from, to });
  return lasting(
    "linear",
    stretch,
    settings,
    (step, steps) => from + (to - from) * (steps > 1 ? Math.min(step / (steps - 1), 1) : 1),
  );
}
