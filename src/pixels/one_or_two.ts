/** Options that are one number or two: the least and the largest one to draw from, or a height and a width. */

/** The least and the largest number. */
export type Bounds = readonly [least: number, most: number];

/**
 * Both ends of an option.
 *
 * @param part What is being made, such as `randomRotation`.
 * @param name Of the option.
 * @param value As it was given.
 * @param around What a single number stands for.
 * @param least What no end may be below. Default nothing.
 * @throws {RangeError} If it is neither a number nor two of them in order.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { boundsOf } from "./one_or_two.ts";
 *
 * assertEquals(boundsOf("randomRotation", "degrees", 30, (degrees) => [-degrees, degrees]), [-30, 30]);
 * ```
 */
export function boundsOf(
  part: string,
  name: string,
  value: number | Bounds,
  around: (value: number) => Bounds,
  least = -Infinity,
): Bounds {
  const span = typeof value === "number" ? around(value) : value;
  const isSpan = Array.isArray(span) && span.length === 2 && span.every(Number.isFinite) && span[0] <= span[1];
  if (isSpan && span[0] >= least) return span;
  const bound = least === -Infinity ? "" : ` of at least ${least}`;
  const got = Array.isArray(value) ? `[${value.join(", ")}]` : String(value);
  throw new RangeError(`Cannot make ${part} as ${name} must be a number or two${bound}, the least first: got ${got}.`);
}

/** A number between both ends. */
export function between([least, most]: Bounds, next: () => number): number {
  return least + (most - least) * next();
}

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
 * import { sidesOf } from "./one_or_two.ts";
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
