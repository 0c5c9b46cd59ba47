/** Exponential moving averages of the weights. */
import type { Optimizer } from "../optimizer.ts";
import { given, requireRange, settle } from "../options/settle.ts";
import { type AveragingMoments, averagingMoments } from "../pace/averaging_moments.ts";
import { averaged } from "../tensors/averaged.ts";

/** How the average is taken. */
export interface EmaOptions extends AveragingMoments {
  /** The share of the newest weights, in [0, 1]: what others call the decay is 1 - `momentum`. Default 0.0002. */
  readonly momentum?: number;
  /**
   * Has a young average follow faster, by a share of gamma / (gamma + updates) as long as that is above `momentum`. Default
   * it does not.
   */
  readonly gamma?: number;
  /** Whether running statistics, as those of batch norm, are averaged too, and not taken from the newest step. Default false. */
  readonly updateBuffers?: boolean;
}

/**
 * Keeps an exponential moving average of the weights: average += momentum * (weight - average), as MMEngine's
 * `ExponentialMovingAverage`, or with `gamma` its `MomentumAnnealingEMA`.
 *
 * What is averaged is used: validations and so the best checkpoint judge the average, checkpoints hold it as their weights,
 * and the model has it when the run is over. The weights that learn go on beside it, and a run that is resumed goes on with
 * both. The first weights that are averaged are the average. The average is a slot of each weight, `averaged`; it stays
 * on the device.
 *
 * Where gradients are accumulated, `accumulate(4, ema(...))` averages after each update, `ema(accumulate(4, ...))` after each
 * step, as MMEngine does.
 *
 * @param optimizer What moves the weights.
 * @throws {RangeError} If an option is out of its range.
 * @throws {TypeError} If the first part is no optimizer.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { ema, sgd, tf, weight } from "jsr:@raptor/raptor";
 *
 * const params = { w: weight([], 0) };
 * const optimizer = ema(sgd({ lr: 1 }), { momentum: 0.1 }), slots = optimizer.init(params);
 * for (let step = 0; step < 3; step++) {
 *   tf.tidy(() => optimizer.update({ w: tf.scalar(-1) }, slots, params, { step, steps: 3, stepsPerEpoch: 3 }));
 * }
 * // The weight was 1, 2 and 3: 1, then 0.9 * 1 + 0.1 * 2, then 0.9 * 1.1 + 0.1 * 3.
 * assertAlmostEquals(tf.tidy(() => optimizer.published!(slots, params).w!.dataSync()[0]!), 1.29, 1e-6);
 * ```
 */
export function ema(optimizer: Optimizer, options: EmaOptions = {}): Optimizer {
  const { momentum = 0.0002, gamma, begin, interval = 1, updateBuffers = false } = given(options);
  const settings = settle("ema", options, { momentum, gamma, begin, interval, updateBuffers }, { optimizer });
  requireRange("ema", "in [0, 1]", { momentum });
  if (gamma !== undefined) requireRange("ema", "a finite number above 0", { gamma });
  requireRange("ema", "true or false", { updateBuffers });
  return averaged(optimizer, {
    ...{ name: "ema", settings, buffers: updateBuffers },
    ...averagingMoments("ema", { ...begin && { begin }, interval }),
    share: (since) => gamma === undefined ? momentum : Math.max(momentum, gamma / (gamma + since)),
  });
}
