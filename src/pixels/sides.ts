/** Options that are a side of a square, or a height and a width. */

/** How large something is, in pixels: a side of a square, or height and width. */
export type Sides = number | readonly [height: number, width: number];

/**
 * Height and width of an option.
 *
 * @param doing What is being done, as errors say it, such as `crop images`.
 * @param value As it was given.
 * @param hint What an error ends with.
 * @throws {RangeError} If it is no whole number of pixels, nor two.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { sidesOf } from "./sides.ts";
 *
 * assertEquals([sidesOf("crop images", 4, ""), sidesOf("crop images", [2, 3], "")], [[4, 4], [2, 3]]);
 * ```
 */
export function sidesOf(doing: string, value: Sides, hint: string): readonly [height: number, width: number] {
  const sides = Array.isArray(value) ? value : [value, value];
  if (sides.length === 2 && sides.every((side) => Number.isSafeInteger(side) && side > 0)) return sides as never;
  const got = Array.isArray(value) ? `[${value.join(", ")}]` : String(value);
  throw new RangeError(`Cannot ${doing} as size must be 1 pixel or more: got ${got}. ${hint}`);
}
