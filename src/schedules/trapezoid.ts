/** Up, level, down. */
import { asPart, given, requireRange, settle } from "../options/settle.ts";
import { checkStretch, lengthOf, type Stretch } from "../pace/length_of.ts";
import type { Schedule, Span } from "../schedule.ts";

/** The two slopes. */
export interface TrapezoidOptions {
  /** How long it goes up. Default a twentieth of the run; `{ steps: 1 }` for next to nothing. */
  readonly warmup?: Stretch;
  /** How long it goes down, at the end of the run. Default a fifth of the run. */
  readonly decay?: Stretch;
  /** The value at the first step. Default 0. */
  readonly from?: number;
  /** The value after the last step. Default 0. */
  readonly to?: number;
  /** The form of the way down: a straight line, half a cosine, or 1 - the root of the time (Hägele et al., 2024). Default `"linear"`. */
  readonly form?: "linear" | "cos" | "sqrt";
}

/**
 * From `from` in a straight line up to `peak`, level, and down to `to`: warmup, stable, decay (Hu et al., 2024), as
 * Transformers' `get_wsd_schedule`. Where both slopes are all of the run it is a triangle.
 *
 * @param peak The value between the two slopes.
 * @throws {RangeError} If a number is out of its range. On use, if the slopes are longer than the run.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { trapezoid } from "jsr:@raptor/raptor";
 *
 * const lr = trapezoid(1, { warmup: { steps: 2 }, decay: { share: 0.4 } });
 * [0, 0.5, 1, 1, 1, 1, 1, 0.75, 0.5, 0.25].forEach((value, step) =>
 *   assertAlmostEquals(lr(step, { steps: 10, stepsPerEpoch: 5 }), value, 1e-9)
 * );
 * ```
 */
export function trapezoid(peak: number, options: TrapezoidOptions = {}): Schedule {
  const { warmup = { share: 0.05 }, decay = { share: 0.2 }, from = 0, to = 0, form = "linear" } = given(options);
  const settings = settle("trapezoid", options, { warmup, decay, from, to, form }, { peak });
  requireRange("trapezoid", "a finite number", { peak, from, to });
  for (const stretch of [warmup, decay]) checkStretch("trapezoid", stretch);
  if (!["linear", "cos", "sqrt"].includes(form)) {
    throw new RangeError(`Cannot make trapezoid as form must be "linear", "cos" or "sqrt": got ${form}.`);
  }
  const left = (share: number) =>
    form === "linear" ? 1 - share : form === "cos" ? (1 + Math.cos(Math.PI * share)) / 2 : 1 - Math.sqrt(share);
  return asPart("trapezoid", (step: number, span: Span) => {
    const up = lengthOf("trapezoid", warmup, span), down = lengthOf("trapezoid", decay, span);
    const steps = lengthOf("trapezoid", {}, span);
    // Two halves of an odd number of steps are one too many.
    const falls = up - (steps - down) === 1 ? up : steps - down;
    if (up > falls) {
      throw new RangeError(
        `Cannot follow trapezoid as both slopes must fit into the run: got ${up} and ${down} steps of ${steps}.`,
      );
    }
    if (step < up) return from + (peak - from) * step / up;
    return step < falls ? peak : to + (peak - to) * left(Math.min((step - falls) / (steps - falls), 1));
  }, { settings });
}
