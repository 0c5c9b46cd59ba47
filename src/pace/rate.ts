/** The learning rate of every optimizer: a number, or a schedule of numbers. */
import type { Schedule } from "../schedule.ts";
import { requireRange } from "../options/settle.ts";

/**
 * Makes a schedule of a learning rate.
 *
 * @param optimizer Whose rate it is, for the error.
 * @throws {RangeError} If the rate is a number that is negative or not finite.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { rate } from "./rate.ts";
 *
 * assertEquals(rate("sgd", 0.1)(7, { steps: 10, stepsPerEpoch: 5 }), 0.1);
 * ```
 */
export function rate(optimizer: string, lr: number | Schedule): Schedule {
  if (typeof lr === "function") return lr;
  requireRange(optimizer, "a finite number of at least 0", { lr });
  return () => lr;
}
