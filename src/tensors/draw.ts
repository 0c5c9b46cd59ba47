/** Draws one of several things by their logits, on the host and by numbers of one's own. */
import { requireRange, settle } from "../options/settle.ts";

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
  const { temperature = 1, topK = logits.length, topP = 1 } = options;
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
