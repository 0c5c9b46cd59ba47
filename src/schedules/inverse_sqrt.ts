/** Up in a straight line, then down by the root of the time. */
import { asPart, given, requireRange, settle } from "../options/settle.ts";
import { checkStretch, lengthOf, type Stretch } from "../pace/length_of.ts";
import type { Schedule, Span } from "../schedule.ts";

/**
 * Up in equal parts to `peak` at the end of the warm-up, then `peak` times the root of (warm-up / steps), as fairseq's
 * `inverse_sqrt` from 0. It needs no length of the run.
 *
 * It is the rate of the Transformer (Vaswani et al., 2017), known as Noam's, with a peak of (width * warm-up)^-0.5.
 *
 * @param peak The highest value.
 * @param warmUp How long it takes to get there, such as `{ steps: 4000 }` or `{ share: 0.1 }`.
 * @throws {RangeError} If a number is out of its range, or there is no length.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { inverseSqrt } from "jsr:@raptor/raptor";
 *
 * const lr = inverseSqrt(1, { steps: 4 }), span = { steps: 100, stepsPerEpoch: 10 };
 * [0.25, 0.5, 0.75, 1].forEach((value, step) => assertAlmostEquals(lr(step, span), value, 1e-9));
 * assertAlmostEquals(lr(15, span), 0.5, 1e-9);
 * ```
 */
export function inverseSqrt(peak: number, warmUp: Stretch): Schedule {
  const { steps, epochs, share } = given(warmUp);
  const settings = settle("inverseSqrt", warmUp, { steps, epochs, share }, { peak });
  requireRange("inverseSqrt", "a finite number", { peak });
  checkStretch("inverseSqrt", warmUp);
  if (steps === undefined && epochs === undefined && share === undefined) {
    throw new RangeError(
      "Cannot make inverseSqrt as its warm-up must have a length: got none. Write { steps: 4000 }, or { share: 0.1 }.",
    );
  }
  return asPart("inverseSqrt", (step: number, span: Span) => {
    const warm = lengthOf("inverseSqrt", warmUp, span), now = step + 1;
    return peak * Math.min(now / warm, Math.sqrt(warm / now));
  }, { settings });
}
