/**
 * Draws on the host, by numbers of one's own: one of several things by their logits, and shares of the beta
 * distribution.
 */
import { given, requireRange, settle } from "../options/settle.ts";

/** How one is drawn. */
export interface DrawOptions {
  /** What logits are divided by: below 1 the likely ones become likelier, and 0 takes the likeliest. Default 1. */
  readonly temperature?: number;
  /** Only so many of the likeliest may be drawn. Default all. */
  readonly topK?: number;
  /**
   * Only the likeliest may be drawn that together have this share, in (0, 1], after the temperature and `topK` (nucleus sampling,
   * Holtzman et al., 2020). Default 1, which is all.
   */
  readonly topP?: number;
}

/**
 * Draws a number in [0, logits.length), each by its share of the softmax of the logits.
 *
 * @param logits Finite numbers, or -Infinity for what is never drawn.
 * @param next Uniform numbers, as of {@linkcode generator}; one is taken.
 * @throws {RangeError} If an option is out of range, or no logit is finite.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { draw, generator } from "jsr:@raptor/raptor";
 *
 * assertEquals(draw([0, 5, 1], generator(1), { temperature: 0 }), 1);
 * assertEquals(draw([0, -Infinity], generator(1)), 0);
 * ```
 */
export function draw(logits: ArrayLike<number>, next: () => number, options: DrawOptions = {}): number {
  const { temperature = 1, topK = logits.length, topP = 1 } = given(options);
  settle("draw", options, { temperature, topK, topP });
  requireRange("draw", "a finite number of at least 0", { temperature });
  requireRange("draw", "a whole number of at least 1", { topK });
  requireRange("draw", "in (0, 1]", { topP });
  // Of equals the first ones stay.
  const likeliest = Array.from({ length: logits.length }, (_, i) => i)
    .sort((a, b) => logits[b]! - logits[a]! || a - b).slice(0, topK);
  const highest = logits[likeliest[0]!]!, place = next();
  if (!Number.isFinite(highest)) {
    throw new RangeError(`Cannot draw as a logit must be finite: got ${highest} as the highest of ${logits.length}.`);
  }
  if (temperature === 0) return likeliest[0]!;
  const shares = likeliest.map((i) => Math.exp((logits[i]! - highest) / temperature));
  if (topP < 1) {
    const most = topP * shares.reduce((sum, share) => sum + share, 0);
    let sum = 0;
    const last = shares.findIndex((share) => (sum += share) >= most);
    if (last >= 0) shares.length = last + 1;
  }
  let left = place * shares.reduce((sum, share) => sum + share, 0);
  const drawn = shares.findIndex((share) => (left -= share) < 0);
  // What rounding leaves over belongs to the last one that can be drawn at all.
  return likeliest[drawn >= 0 ? drawn : shares.findLastIndex((share) => share > 0)]!;
}

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
 * import { beta } from "./draw.ts";
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
