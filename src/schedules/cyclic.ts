/** Up and down, again and again. */
import { asPart, given, requireRange, settle } from "../options/settle.ts";
import { checkStretch, lengthOf, type Stretch } from "../pace/length_of.ts";
import type { Schedule, Span } from "../schedule.ts";

/** The form of the cycles. */
export interface CyclicOptions {
  /** How long it goes from `low` to `high`. Default 2000 steps. */
  readonly up?: Stretch;
  /** How long it goes back. Default as `up`. */
  readonly down?: Stretch;
  /**
   * What becomes of the height: it stays (`triangular`), is halved with each cycle (`triangular2`), or shrinks by `gamma`
   * with each step (`expRange`). Default `triangular`.
   */
  readonly mode?: "triangular" | "triangular2" | "expRange";
  /** The factor of each step in the mode `expRange`. Default 1. */
  readonly gamma?: number;
}

/**
 * In straight lines from `low` to `high` and back (Smith, 2017), as PyTorch's `CyclicLR`. A momentum that goes the other way
 * is `cyclic(0.9, 0.8, ...)`.
 *
 * @throws {RangeError} If a number is out of its range.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { cyclic } from "jsr:@raptor/raptor";
 *
 * const lr = cyclic(0, 4, { up: { steps: 2 }, mode: "triangular2" });
 * [0, 2, 4, 2, 0, 1, 2, 1, 0].forEach((value, step) =>
 *   assertAlmostEquals(lr(step, { steps: 20, stepsPerEpoch: 10 }), value, 1e-9)
 * );
 * ```
 */
export function cyclic(low: number, high: number, options: CyclicOptions = {}): Schedule {
  const { up = { steps: 2000 }, down = up, mode = "triangular", gamma = 1 } = given(options);
  const settings = settle("cyclic", options, { up, down, mode, gamma }, { low, high });
  requireRange("cyclic", "a finite number", { low, high });
  requireRange("cyclic", "a finite number above 0", { gamma });
  for (const stretch of [up, down]) checkStretch("cyclic", stretch);
  if (!["triangular", "triangular2", "expRange"].includes(mode)) {
    throw new RangeError(`Cannot make cyclic as mode must be triangular, triangular2 or expRange: got ${mode}.`);
  }
  return asPart("cyclic", (step: number, span: Span) => {
    const rise = lengthOf("cyclic", up, span), fall = lengthOf("cyclic", down, span);
    const cycle = Math.floor(step / (rise + fall)), now = step - cycle * (rise + fall);
    const share = now <= rise ? now / rise : 1 - (now - rise) / fall;
    return low +
      (high - low) * share * (mode === "triangular2" ? 0.5 ** cycle : mode === "expRange" ? gamma ** step : 1);
  }, { settings });
}
