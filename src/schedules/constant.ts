/** A number that stays. */
import { asPart, given, requireRange, settle } from "../options/settle.ts";
import { type BoundedSchedule, lasting, type Stretch } from "../pace/length_of.ts";

/**
 * The same value at every step; with a length, for `join`.
 *
 * @throws {RangeError} If the stretch is not of a finite length above 0.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { constant } from "jsr:@raptor/raptor";
 *
 * assertEquals(constant(0.1)(7, { steps: 10, stepsPerEpoch: 5 }), 0.1);
 * ```
 */
export function constant(value: number, stretch: Stretch = {}): BoundedSchedule {
  const { steps, epochs, share } = given(stretch);
  const settings = settle("constant", stretch, { steps, epochs, share }, { value });
  requireRange("constant", "a finite number", { value });
  const { lasts } = lasting("constant", stretch, settings, () => value);
  return asPart("constant", () => value, { settings, lasts });
}
