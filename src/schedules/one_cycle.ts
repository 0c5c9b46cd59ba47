/** Once up and once down, for short runs at high rates. */
import { requireRange } from "../options/require_range.ts";
import { settle } from "../options/settle.ts";
import { type BoundedSchedule, lasting } from "../pace/lasting.ts";
import type { Stretch } from "../pace/length_of.ts";

/** The form and length of the cycle. */
export interface OneCycleOptions extends Stretch {
  /** The share of the cycle that goes up, in [0, 1]. Default 0.3. */
  readonly pctStart?: number;
  /** The peak over the first value. Default 25. */
  readonly divFactor?: number;
  /** The first value over the last. Default 1e4. */
  readonly finalDivFactor?: number;
  /** The form of both ways. Default `"cos"`. */
  readonly annealing?: "cos" | "linear";
}

/**
 * From `peak` / divFactor up to `peak` and down to `peak` / divFactor / finalDivFactor (Smith and Topin, 2018), as
 * PyTorch's `OneCycleLR`.
 *
 * @throws {RangeError} If a number is out of its range.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { oneCycle } from "jsr:@raptor/raptor";
 *
 * const lr = oneCycle(1, { steps: 10 });
 * [0.04, 0.52, 1].forEach((value, step) => assertAlmostEquals(lr(step, { steps: 10, stepsPerEpoch: 10 }), value, 1e-9));
 * ```
 */
export function oneCycle(
  peak: number,
  options: OneCycleOptions = {},
): BoundedSchedule {
  const { pctStart = 0.3, divFactor = 25, finalDivFactor = 1e4, annealing = "cos", steps, epochs, share } = options;
  const values = { pctStart, divFactor, finalDivFactor, annealing, steps, epochs, share };
  const settings = settle("oneCycle", options, values, { peak });
  requireRange("oneCycle", "a finite number", { peak });
  requireRange("oneCycle", "in [0, 1]", { pctStart });
  requireRange("oneCycle", "a finite number above 0", { divFactor, finalDivFactor });
  if (annealing !== "cos" && annealing !== "linear") {
    throw new RangeError(`Cannot make oneCycle as annealing must be "cos" or "linear": got ${annealing}.`);
  }
  const way = (from: number, to: number, share: number) =>
    from + (to - from) * (annealing === "cos" ? (1 - Math.cos(Math.PI * share)) / 2 : share);
  const first = peak / divFactor, final = first / finalDivFactor;
  return lasting("oneCycle", options, settings, (step, steps) => {
    const top = pctStart * steps - 1, end = steps - 1;
    return step <= top
      ? way(first, peak, top > 0 ? step / top : 1)
      : way(peak, final, Math.min((step - top) / (end - top), 1));
  });
}
