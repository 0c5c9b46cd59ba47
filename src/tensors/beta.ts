/** Random shares. */

/**
 * A number of the beta distribution, as the share of one of two gamma numbers, which are drawn by the method of Marsaglia and Tsang
 * (2000).
 *
 * @param a Its first parameter, above 0.
 * @param b Its second parameter, above 0.
 * @param next Uniform numbers in [0, 1).
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { generator } from "jsr:@raptor/raptor";
 * import { beta } from "./beta.ts";
 *
 * const share = beta(0.2, 0.2, generator(1));
 * assert(share >= 0 && share <= 1);
 * ```
 */
export function beta(a: number, b: number, next: () => number): number {
  const one = logGamma(a, next), other = logGamma(b, next);
  // Of logarithms, as both may be too small for numbers where parameters are.
  return 1 / (1 + Math.exp(other - one));
}

/** The logarithm of a gamma number of this shape. */
function logGamma(shape: number, next: () => number): number {
  // A number of a shape below 1 is one of the shape above it, made smaller.
  if (shape < 1) return logGamma(shape + 1, next) + Math.log(1 - next()) / shape;
  const d = shape - 1 / 3, c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const normal = Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
    const v = (1 + c * normal) ** 3;
    if (v > 0 && Math.log(1 - next()) < normal ** 2 / 2 + d - d * v + d * Math.log(v)) return Math.log(d * v);
  }
}
