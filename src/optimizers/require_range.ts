/** How optimizers refuse a number that is out of its range. */

/** The ranges that the numbers of optimizers lie in, as an error says them. */
export type Range =
  | "a finite number of at least 0"
  | "a finite number above 0"
  | "in [0, 1)"
  | "a whole number of at least 1";

const RANGES: Readonly<Record<Range, (value: number) => boolean>> = {
  "a finite number of at least 0": (value: number) => value >= 0 && value < Infinity,
  "a finite number above 0": (value: number) => value > 0 && value < Infinity,
  "in [0, 1)": (value: number) => value >= 0 && value < 1,
  "a whole number of at least 1": (value: number) => Number.isInteger(value) && value >= 1,
};

/**
 * Refuses numbers that are out of their range.
 *
 * @param optimizer What is being made, such as `adam`.
 * @param range What each number must be.
 * @param numbers The numbers by the name of their option.
 * @throws {RangeError} For the first number out of its range.
 *
 * @example
 * ```ts
 * import { assertThrows } from "@std/assert";
 * import { requireRange } from "./require_range.ts";
 *
 * const text = "Cannot make adam as beta1 must be in [0, 1): got 1.";
 * assertThrows(() => requireRange("adam", "in [0, 1)", { beta1: 1 }), RangeError, text);
 * ```
 */
export function requireRange(optimizer: string, range: Range, numbers: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(numbers)) {
    if (!RANGES[range](value)) {
      throw new RangeError(`Cannot make ${optimizer} as ${name} must be ${range}: got ${value}.`);
    }
  }
}
