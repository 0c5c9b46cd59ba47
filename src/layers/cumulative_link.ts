/** From one score to levels that have an order, such as poor, fair and good. */
import type { Mode, Model } from "../model.ts";
import { given, requireRange, settle } from "../options/settle.ts";
import { refuse } from "../shapes/refuse.ts";
import { weight } from "../tensors/weight.ts";
import { tf } from "../tf.ts";

/** How many levels there are. */
export interface CumulativeLinkOptions {
  /** The levels, at least 2. */
  readonly levels: number;
}

/**
 * The logarithms of the chances of levels in an order, by one score [..., 1] for each: the higher it is, the higher the level. The chance of at
 * most level k is σ(θₖ − score), with thresholds θ that rise and are learnt. As logits of `crossEntropy()` they are the likelihood of the
 * proportional odds model (McCullagh, 1980, "Regression models for ordinal data"), that of statsmodels' `OrderedModel(distr="logit")`; they go
 * with any metric of classes, such as `cohenKappa({ classes, weights: "quadratic" })`.
 *
 * Weights: `first` [1], the lowest threshold, and with three levels or more `gaps` [levels - 2], the logarithms of what each threshold is
 * above the one before. They begin a unit apart around 0.
 *
 * @throws {RangeError} If there are fewer than 2 levels; in `forward`, if the last axis is not 1.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { cumulativeLink, dense, sequential, tf } from "jsr:@raptor/raptor";
 *
 * const graded = sequential(dense({ inputs: 4, units: 1 }), cumulativeLink({ levels: 3 }));
 * assertEquals(graded.forward(tf.zeros([2, 4]), { training: false, seed: 0 }).shape, [2, 3]);
 * ```
 */
export function cumulativeLink(options: CumulativeLinkOptions): Model<tf.Tensor, tf.Tensor> {
  const { levels } = given(options);
  const settings = settle("cumulativeLink", options, { levels });
  requireRange("cumulativeLink", "a whole number of at least 2", { levels });
  const first = weight([1], 1 - levels / 2), gaps = levels > 2 ? weight([levels - 2], 0) : undefined;
  return Object.freeze({
    name: "cumulativeLink",
    settings,
    staticGraph: true,
    params: Object.freeze({ first, ...gaps && { gaps } }),
    forward(x: tf.Tensor, mode: Mode): tf.Tensor {
      if (x.rank < 1 || x.shape.at(-1) !== 1) throw refuse("cumulativeLink", mode, "[..., 1]", x);
      const begin = first as unknown as tf.Tensor1D, rises = gaps && tf.exp(gaps as unknown as tf.Tensor1D);
      const thresholds = rises ? tf.add(tf.concat([tf.zerosLike(begin), tf.cumsum(rises)]), begin) : begin;
      const below = tf.sub(thresholds, x), end = [...x.shape].fill(0).slice(1).map((): [number, number] => [0, 0]);
      // σ(b) − σ(a) is σ(b) · σ(−a) · (1 − exp(a − b)), of which no factor loses digits.
      const atMost = tf.neg(tf.softplus(tf.neg(below))), above = tf.neg(tf.softplus(below));
      const chances = tf.add(tf.pad(atMost, [...end, [0, 1]]), tf.pad(above, [...end, [1, 0]]));
      return rises ? tf.add(chances, tf.pad(tf.log(tf.neg(tf.expm1(tf.neg(rises)))), [[1, 1]])) : chances;
    },
  });
}
