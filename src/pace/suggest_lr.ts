/** Learning rates that the losses of a range test suggest. */

/** Suggested learning rates. */
export interface Suggestions {
  /** In the middle of the longest valley: two thirds into the longest row of losses that fall. */
  readonly valley: number;
  /** Where the loss falls fastest by the logarithm of the rate. */
  readonly steepest: number;
  /** A tenth of that with the least loss. */
  readonly minimum: number;
}

/**
 * Makes losses smooth: a running mean whose young values are corrected for having begun at 0.
 *
 * @param share The share of the mean that stays, in [0, 1).
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { smoothed } from "./suggest_lr.ts";
 *
 * assertEquals(smoothed([4, 1], 0.5), [4, 2]);
 * ```
 */
export function smoothed(losses: readonly number[], share: number): number[] {
  let mean = 0;
  return losses.map((loss, i) => {
    mean = share * mean + (1 - share) * loss;
    return mean / (1 - share ** (i + 1));
  });
}

/**
 * Suggests learning rates, as fastai's `valley`, `steep` and `minimum` do. The first tenth and the last five losses are left
 * out where there are enough.
 *
 * @param lrs The rates, each above the one before.
 * @param losses One for each rate, finite.
 * @throws {RangeError} If there are fewer than three.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { suggestLr } from "./suggest_lr.ts";
 *
 * const { steepest, minimum } = suggestLr([1, 10, 100, 1000], [5, 4, 1, 9]);
 * assertEquals([steepest, minimum], [10, 10]);
 * ```
 */
export function suggestLr(lrs: readonly number[], losses: readonly number[]): Suggestions {
  if (losses.length < 3 || losses.length !== lrs.length) {
    throw new RangeError(
      `Cannot suggest a learning rate as there must be at least three losses, one for each rate: got ${losses.length} ` +
        `for ${lrs.length}. Begin with a smaller rate.`,
    );
  }
  const first = Math.floor(lrs.length / 10), last = lrs.length - 5, enough = last - first >= 3;
  const [rates, curve] = [lrs, losses].map((all) => enough ? all.slice(first, last) : all) as [number[], number[]];
  let steepest = 0, least = 0, slope = Infinity;
  for (let i = 0; i < curve.length; i++) {
    if (curve[i]! < curve[least]!) least = i;
    if (i === 0) continue;
    const now = (curve[i]! - curve[i - 1]!) / Math.log(rates[i]! / rates[i - 1]!);
    if (now < slope) slope = now, steepest = i - 1;
  }
  return Object.freeze({ valley: rates[valley(curve)]!, steepest: rates[steepest]!, minimum: rates[least]! / 10 });
}

/** The place half way through the middle third of the longest falling row, whose members need not be neighbours. */
function valley(losses: readonly number[]): number {
  const lengths = losses.map(() => 1);
  let end = 0, start = 0;
  for (let i = 1; i < losses.length; i++) {
    for (let j = 0; j < i; j++) if (losses[i]! < losses[j]!) lengths[i] = Math.max(lengths[i]!, lengths[j]! + 1);
    if (lengths[i]! > lengths[end]!) end = i, start = i - lengths[i]!;
  }
  const third = (end - start) / 3;
  return Math.max(0, start + Math.floor(third) + Math.floor(third / 2));
}
