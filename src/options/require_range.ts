/** How a part refuses an option whose value is out of its range, before any work. */
import { asGiven } from "./as_given.ts";

/** The ranges that options lie in, as an error says them. */
export type Range =
  | "a finite number"
  | "a finite number of at least 0"
  | "a finite number above 0"
  | "in [0, 1)"
  | "in [0, 1]"
  | "in (0, 1]"
  | "in [-1, 1]"
  | "a whole number"
  | "a whole number of at least 0"
  | "a whole number of at least 1"
  | "a whole number of at least 2"
  | "true or false"
  | "a string"
  | "a function";

const RANGES: Readonly<Record<Range, (value: unknown) => boolean>> = {
  "a finite number": Number.isFinite,
  "a finite number of at least 0": (value) => Number.isFinite(value) && (value as number) >= 0,
  "a finite number above 0": (value) => Number.isFinite(value) && (value as number) > 0,
  "in [0, 1)": (value) => Number.isFinite(value) && (value as number) >= 0 && (value as number) < 1,
  "in [0, 1]": (value) => Number.isFinite(value) && (value as number) >= 0 && (value as number) <= 1,
  "in (0, 1]": (value) => Number.isFinite(value) && (value as number) > 0 && (value as number) <= 1,
  "in [-1, 1]": (value) => Number.isFinite(value) && Math.abs(value as number) <= 1,
  "a whole number": (value) => Number.isSafeInteger(value),
  "a whole number of at least 0": (value) => Number.isSafeInteger(value) && (value as number) >= 0,
  "a whole number of at least 1": (value) => Number.isSafeInteger(value) && (value as number) >= 1,
  "a whole number of at least 2": (value) => Number.isSafeInteger(value) && (value as number) >= 2,
  "true or false": (value) => typeof value === "boolean",
  "a string": (value) => typeof value === "string",
  "a function": (value) => typeof value === "function",
};

/**
 * Refuses options that are out of their range.
 *
 * @param part What is being made, such as `adam`.
 * @param range What each value must be.
 * @param values The values by the name of their option.
 * @throws {RangeError} For the first value out of its range.
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
export function requireRange(part: string, range: Range, values: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(values)) {
    if (!RANGES[range](value)) {
      throw new RangeError(`Cannot make ${part} as ${name} must be ${range}: got ${asGiven(value)}.`);
    }
  }
}

/**
 * Refuses lists of which an item is out of its range.
 *
 * @param part What is being made, such as `crossEntropy`.
 * @param range What each item must be.
 * @param lists The lists by the name of their option.
 * @throws {RangeError} For the first list that is none or has no items, or the first item out of its range.
 *
 * @example
 * ```ts
 * import { assertThrows } from "@std/assert";
 * import { requireEach } from "./require_range.ts";
 *
 * const text = "Cannot make crossEntropy as classWeights[1] must be a finite number of at least 0: got -1.";
 * const make = () => requireEach("crossEntropy", "a finite number of at least 0", { classWeights: [1, -1] });
 * assertThrows(make, RangeError, text);
 * ```
 */
export function requireEach(part: string, range: Range, lists: Readonly<Record<string, unknown>>): void {
  for (const [name, list] of Object.entries(lists)) {
    if (!Array.isArray(list) || list.length === 0) {
      const got = Array.isArray(list) ? "none" : asGiven(list);
      throw new RangeError(`Cannot make ${part} as ${name} must be a list of numbers: got ${got}.`);
    }
    requireRange(part, range, Object.fromEntries(list.map((value, i) => [`${name}[${i}]`, value])));
  }
}
