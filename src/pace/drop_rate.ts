/** The share of what a layer drops, which may follow a schedule. */
import type { Mode } from "../model.ts";
import type { Schedule } from "../schedule.ts";
import { requireRange } from "../options/settle.ts";

/**
 * Makes what tells the rate of a pass.
 *
 * @param layer What drops, for errors.
 * @param rate A number in [0, 1), or a schedule of it.
 * @throws {RangeError} If it is out of its range: now if it is a number, else in the pass.
 * @throws {TypeError} In a pass of a schedule, if that does not say where in the run it happens.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { linear } from "jsr:@raptor/raptor";
 * import { dropRate } from "./drop_rate.ts";
 *
 * const rateAt = dropRate("dropout", linear(0, 0.5));
 * assertEquals(rateAt({ moment: { step: 5, steps: 11, stepsPerEpoch: 11 } }), 0.25);
 * ```
 */
export function dropRate(layer: string, rate: number | Schedule): (mode: Pick<Mode, "moment">) => number {
  if (typeof rate !== "function") {
    requireRange(layer, "in [0, 1)", { rate });
    return () => rate;
  }
  return ({ moment }) => {
    if (moment === undefined) {
      throw new TypeError(
        `Cannot drop by ${layer} as a rate that follows a schedule needs a pass that says where it is: got one without moment.`,
      );
    }
    const now = rate(moment.step, moment);
    requireRange(layer, "in [0, 1)", { rate: now });
    return now;
  };
}
