/** Stochastic weight averaging. */
import type { Optimizer } from "../optimizer.ts";
import { given, requireRange, settle } from "../options/settle.ts";
import { type AveragingMoments, averagingMoments } from "../pace/averaging_moments.ts";
import { averaged } from "../tensors/averaged.ts";

/** How the mean is taken. */
export interface SwaOptions extends AveragingMoments {
  /** Whether running statistics, as those of batch norm, are averaged too, and not taken from the newest step. Default false. */
  readonly updateBuffers?: boolean;
  /**
   * Whether running statistics are taken anew for the mean, by one more pass over the batches that were learnt from, once the run
   * is over and before it is judged for the last time. Default false.
   */
  readonly updateBatchNorms?: boolean;
}

/**
 * Keeps the plain mean of the weights of many updates (Izmailov et al., 2018), as PyTorch's `AveragedModel` and MMEngine's
 * `StochasticWeightAverage`. It is used as that of {@linkcode ema} is.
 *
 * As in the paper it begins late, takes the weights once an epoch, and goes with a learning rate that stays high: see
 * `swaLr`. The running statistics of a batch norm are those of the newest weights, and do not fit the mean: take them anew by
 * `updateBatchNorms`, as PyTorch's `update_bn` does (each batch weighs alike; a run that is stopped early does not), or
 * average them as well by `updateBuffers`, which costs no pass.
 *
 * @param optimizer What moves the weights.
 * @throws {RangeError} If an option is out of its range.
 * @throws {TypeError} If the first part is no optimizer.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { sgd, swa, tf, weight } from "jsr:@raptor/raptor";
 *
 * const params = { w: weight([], 0) };
 * const optimizer = swa(sgd({ lr: 1 }), { begin: { share: 0.5 }, interval: { epochs: 1 } }), slots = optimizer.init(params);
 * for (let step = 0; step < 8; step++) {
 *   tf.tidy(() => optimizer.update({ w: tf.scalar(-1) }, slots, params, { step, steps: 8, stepsPerEpoch: 2 }));
 * }
 * // The weight was 6 and 8 when the last two epochs ended.
 * assertEquals(tf.tidy(() => optimizer.published!(slots, params).w!.dataSync()[0]), 7);
 * ```
 */
export function swa(optimizer: Optimizer, options: SwaOptions = {}): Optimizer {
  const { begin, interval = 1, updateBuffers = false, updateBatchNorms = false } = given(options);
  const settings = settle("swa", options, { begin, interval, updateBuffers, updateBatchNorms }, { optimizer });
  requireRange("swa", "true or false", { updateBuffers, updateBatchNorms });
  return averaged(optimizer, {
    ...{ name: "swa", settings, buffers: updateBuffers, renewing: updateBatchNorms },
    ...averagingMoments("swa", { ...begin && { begin }, interval }),
  });
}
