/** Half a wave from one number down to another. */
import { given, requireRange, settle } from "../options/settle.ts";
import { type BoundedSchedule, lasting, type Stretch } from "../pace/length_of.ts";

/**
 * From `from` along half a cosine to `to` (Loshchilov and Hutter, 2017), as PyTorch's `CosineAnnealingLR`: the end is
 * reached after the last step, not in it, and kept.
 *
 * @param to The end. Default 0.
 * @param stretch How long it takes. Default the whole run.
 * @throws {RangeError} If the stretch is not of a finite length above 0.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { cosine } from "jsr:@raptor/raptor";
 *
 * assertAlmostEquals(cosine(0.1)(5, { steps: 10, stepsPerEpoch: 10 }), 0.05, 1e-9);
 * ```
 */
export function cosine(from: number, to = 0, stretch: Stretch = {}): BoundedSchedule {
  const { steps, epochs, share } = given(stretch);
  const settings = settle("cosine", stretch, { steps, epochs, share }, { from, to });
  requireRange("cosine", "a finite number", { from, to });
  return lasting(
    "cosine",
    stretch,
    settings,
    (step, steps) => to + (from - to) * (1 + Math.cos(Math.PI * step / steps)) / 2,
  );
}
