/** Batch normalisation. */
import { given, requireRange, settle } from "../options/settle.ts";
import type { Mode, Params } from "../model.ts";
import { batchNormTrain } from "../tensors/batch_norm.ts";
import { meeting } from "../tensors/meeting.ts";
import { real } from "../tensors/real.ts";
import { followUpdate } from "../tensors/update.ts";
import { weight } from "../tensors/weight.ts";
import { tf } from "../tf.ts";
import { refuse } from "../shapes/refuse.ts";
import type { Elementwise } from "./activations.ts";

/** How batch normalisation is made. */
export interface BatchNormOptions {
  /** The size of the last axis. */
  readonly channels: number;
  /** The share of the batch's statistics in the running ones after each step. Default 0.1. */
  readonly momentum?: number;
  /** Added to the variance. Default 1e-5. */
  readonly epsilon?: number;
  /** Whether to scale after that; what follows may do so as well. Default true. */
  readonly scale?: boolean;
}

/**
 * Batch normalisation over all axes but the last (Ioffe and Szegedy, 2015), as PyTorch's `BatchNorm2d`: in training by
 * the batch's own statistics, else by the running ones.
 *
 * Weights: `scale`, unless there is none, and `offset` [channels]; `mean` and `variance` [channels], the running statistics, which no optimizer
 * moves: each training pass moves them towards those of its batch (the unbiased variance), unless scale and offset are frozen.
 * Where several ranks share a batch, its statistics are those of the whole of it, unless the runner is told otherwise.
 *
 * @throws {RangeError} If an option is out of range; in `forward`, if the input does not fit, or has one value a channel
 *   in training.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { batchNorm, tf } from "jsr:@raptor/raptor";
 *
 * const layer = batchNorm({ channels: 1 });
 * layer.forward(tf.tensor2d([[1], [3]]), { training: true, seed: 0 });
 * assertAlmostEquals(layer.params.mean!.dataSync()[0]!, 0.1 * 2, 1e-6);
 * assertAlmostEquals(layer.params.variance!.dataSync()[0]!, 0.9 + 0.1 * 2, 1e-6);
 * ```
 */
export function batchNorm(options: BatchNormOptions): Elementwise {
  const { channels, momentum = 0.1, epsilon = 1e-5, scale: scaled = true } = given(options);
  const settings = settle("batchNorm", options, { channels, momentum, epsilon, scale: scaled });
  requireRange("batchNorm", "a whole number of at least 1", { channels });
  requireRange("batchNorm", "in [0, 1]", { momentum });
  requireRange("batchNorm", "a finite number above 0", { epsilon });
  requireRange("batchNorm", "true or false", { scale: scaled });
  const scale = scaled ? weight([channels], 1) : undefined, offset = weight([channels], 0);
  const mean = weight([channels], 0, { trainable: false }), variance = weight([channels], 1, { trainable: false });
  const params: Params = Object.freeze({ ...scale && { scale }, offset, mean, variance });
  return Object.freeze({
    name: "batchNorm",
    settings,
    staticGraph: true,
    params,
    forward<T extends tf.Tensor>(given: T, mode: Mode): T {
      if (given.rank < 2 || given.rank > 5 || given.shape.at(-1) !== channels) {
        throw refuse("batchNorm", mode, `two to five axes, the last one of ${channels}`, given);
      }
      // Of volumes each plane is an image: the sums are the same.
      const [images, depth, ...plane] = given.shape as [number, number, number, number, number];
      const x = real(given.rank < 5 ? given : tf.reshape(given, [images * depth, ...plane]));
      const back = (y: tf.Tensor) => (given.rank < 5 ? y : tf.reshape(y, given.shape)) as T;
      // Where neither learns, the layer is frozen: its statistics are those that it has.
      if (!mode.training || !(scale?.trainable || offset.trainable)) return back(normalize(x, params, epsilon));
      if (x.size === channels && !meeting()?.norms) {
        const hint = " Where the last batch of an epoch is one sample, leave it out: dropLast: true.";
        throw refuse("batchNorm", mode, "more than one value a channel in training", x, hint);
      }
      const batch = batchNormTrain(x, scale ?? tf.ones([channels]), offset, epsilon);
      const { statisticsShare: share = momentum } = mode;
      tf.tidy(() => {
        followUpdate(mean, batch.mean, { share });
        followUpdate(variance, batch.variance, { share });
      });
      return back(batch.y);
    },
  });
}

function normalize<T extends tf.Tensor>(x: T, params: Params, epsilon: number): T {
  const scaling = params.scale ?? tf.ones(params.offset!.shape);
  const [scale, offset, mean, variance] = [scaling, params.offset!, params.mean!, params.variance!].map((w) =>
    w as unknown as tf.Tensor1D
  );
  return tf.batchNorm(x, mean!, variance!, offset!, scale!, epsilon) as T;
}
