/** A number that stays. */
import { type BoundedSchedule, lasting, type Stretch } from "../pace/lasting.ts";

/**
 * The same value at every step; with a length, for `join`.
 *
 * @throws {RangeError} If the stretch is not of a finite length above 0.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { constant } from "./constant.ts";
 *
 * assertEquals(constant(0.1)(7, { steps: 10, stepsPerEpoch: 5 }), 0.1);
 * ```
 */
export function constant(value: number, stretch: Stretch = {}): BoundedSchedule {
  const { lasts } = lasting("constant", stretch, () => value);
  return Object.freeze(Object.assign(() => value, { lasts }));
}
