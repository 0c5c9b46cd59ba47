/** Areas under curves of two classes, for which every score is a threshold. */

/** Areas under the curves of two classes. */
export interface Areas {
  /** Under the receiver's operating curve, by trapezoids. */
  readonly roc: number;
  /** The mean of precisions, each weighed by the recall that it adds. */
  readonly averagePrecision: number;
  /** Under precision over recall, by trapezoids. */
  readonly precisionRecall: number;
}

/**
 * The areas under the curves of some scores. What has equal scores is one point.
 *
 * @param scores The larger, the surer of the positive class.
 * @param positive Which are of the positive class.
 * @param weights What each of them weighs. Default 1.
 * @returns NaN where one of the classes is missing; without positives all are, without negatives `roc` alone.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { areasUnder } from "./curve.ts";
 *
 * assertEquals(areasUnder([0.1, 0.4, 0.35, 0.8], [false, false, true, true]).roc, 0.75);
 * ```
 */
export function areasUnder(
  scores: ArrayLike<number>,
  positive: ArrayLike<boolean>,
  weights?: ArrayLike<number>,
): Areas {
  const order = Uint32Array.from({ length: scores.length }, (_, i) => i).sort((a, b) => scores[b]! - scores[a]!);
  const weightOf = (i: number) => weights === undefined ? 1 : weights[i]!;
  let all = 0, none = 0, isBroken = false;
  for (let i = 0; i < scores.length; i++) {
    if (positive[i]) all += weightOf(i);
    else none += weightOf(i);
    isBroken ||= Number.isNaN(scores[i]);
  }
  if (all === 0 || isBroken) return { roc: NaN, averagePrecision: NaN, precisionRecall: NaN };
  let found = 0, wrong = 0, precision = 1;
  let roc = 0, averagePrecision = 0, precisionRecall = 0;
  for (let i = 0; i < order.length;) {
    const [before, wrongBefore, precisionBefore] = [found, wrong, precision], score = scores[order[i]!]!;
    for (; i < order.length && scores[order[i]!] === score; i++) {
      if (positive[order[i]!]) found += weightOf(order[i]!);
      else wrong += weightOf(order[i]!);
    }
    // Of what weighs nothing there is no share.
    if (found + wrong > 0) precision = found / (found + wrong);
    roc += (wrong - wrongBefore) * (found + before) / 2;
    averagePrecision += (found - before) * precision;
    precisionRecall += (found - before) * (precision + precisionBefore) / 2;
  }
  return {
    roc: none === 0 ? NaN : roc / (all * none),
    averagePrecision: averagePrecision / all,
    precisionRecall: precisionRecall / all,
  };
}
