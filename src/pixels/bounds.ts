/** Options that are a number, or the least and the largest one to draw from. */

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
 * import { boundsOf } from "./bounds.ts";
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
