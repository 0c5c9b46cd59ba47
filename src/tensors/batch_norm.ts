/**
 * Batch normalisation with the statistics of the batch, as one operation with one gradient, and with those of all
 * ranks' rows.
 */
import { tf } from "../tf.ts";
import { isDerivedAgain } from "./gradients/tape.ts";
import { type Composition, runKernel } from "./kernel.ts";
import { meeting } from "./meeting.ts";

/** What batch normalisation gives back. */
export interface BatchNormed {
  /** The normalised input, of the input's shape. */
  readonly y: tf.Tensor;
  /** The mean of each channel. */
  readonly mean: tf.Tensor1D;
  /** The unbiased variance of each channel (divided by n - 1), as running statistics want it. */
  readonly variance: tf.Tensor1D;
}

/**
 * Normalises each channel by its mean and variance over the batch, then scales and shifts it
 * (Ioffe and Szegedy, 2015). Only `y` carries a gradient. Where several ranks share the batch, it is by those of the whole.
 *
 * Engines may register the kernels `BatchNormTrain` ({x, scale, offset} and {epsilon} to
 * [y, mean, variance, ...whatever the gradient wants]) and `BatchNormTrainGrad` ({dy, x, scale, mean, saved0, ...} to
 * [dx, dscale, doffset]).
 *
 * @param x The input; the last axis holds the channels.
 * @param scale One factor a channel.
 * @param offset One summand a channel.
 * @param epsilon Added to the variance.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { batchNormTrain, tf } from "jsr:@raptor/raptor";
 *
 * const { y, variance } = batchNormTrain(tf.tensor2d([[1], [3]]), tf.ones([1]), tf.zeros([1]), 0);
 * assertAlmostEquals(y.dataSync()[1]!, 1, 1e-6);
 * assertAlmostEquals(variance.dataSync()[0]!, 2, 1e-6);
 * ```
 */
export function batchNormTrain(x: tf.Tensor, scale: tf.Tensor, offset: tf.Tensor, epsilon: number): BatchNormed {
  const [y, mean, variance] = meeting()?.norms
    ? batchNormTogether(x, scale, offset, epsilon)
    : runKernel("BatchNormTrain", { x, scale, offset }, { epsilon }, forward);
  return { y: y!, mean: mean as tf.Tensor1D, variance: variance as tf.Tensor1D };
}

const forward: Composition = ({ x, scale, offset }, { epsilon }) => {
  const axes = channelAxes(x!);
  const { mean, variance } = tf.moments(x!, axes);
  const inverse = tf.rsqrt(tf.add(variance, epsilon as number));
  const slope = tf.mul(inverse, scale!);
  const y = tf.add(tf.mul(x!, slope), tf.sub(offset!, tf.mul(mean, slope)));
  const count = x!.size / mean.size;
  return [y, mean, tf.mul(variance, count / Math.max(1, count - 1)), inverse];
};

const backward: Composition = ({ dy, x, scale, mean, saved0: inverse }) => {
  const axes = channelAxes(x!);
  const count = x!.size / mean!.size;
  const centred = tf.mul(tf.sub(x!, mean!), inverse!);
  const doffset = tf.sum(dy!, axes);
  const dscale = tf.sum(tf.mul(dy!, centred), axes);
  const rest = tf.add(tf.mul(centred, tf.div(dscale, count)), tf.div(doffset, count));
  return [tf.mul(tf.sub(dy!, rest), tf.mul(scale!, inverse!)), dscale, doffset];
};

tf.registerGradient({
  kernelName: "BatchNormTrain",
  inputsToSave: ["x", "scale"],
  outputsToSave: Array(8).fill(true),
  gradFunc: (dys, saved, attrs) => {
    const [x, scale, , mean, , ...rest] = saved as [
      tf.Tensor,
      tf.Tensor,
      tf.Tensor,
      tf.Tensor,
      tf.Tensor,
      ...tf.Tensor[],
    ];
    const extra = Object.fromEntries(rest.map((tensor, i) => [`saved${i}`, tensor]));
    const inputs = { dy: (dys as tf.Tensor[])[0]!, x, scale, mean, ...extra };
    const gradients = () => {
      const settings = attrs as { readonly epsilon: number };
      if (!isDerivedAgain()) return runKernel("BatchNormTrainGrad", inputs, settings, backward);
      // What an engine keeps of its own has no gradient.
      const moments = tf.moments(x, channelAxes(x)), saved0 = tf.rsqrt(tf.add(moments.variance, settings.epsilon));
      return backward({ dy: inputs.dy, x, scale, mean: moments.mean, saved0 }, {});
    };
    // At once and not on demand: tfjs tidies up after each of the functions below.
    const [dx, dscale, doffset] = gradients();
    return { x: () => dx!, scale: () => dscale!, offset: () => doffset! };
  },
});

const NAME = "BatchNormTrainTogether", MOMENTS = "BatchNormMoments", SUMS = "BatchNormSums";

/**
 * As `batchNormTrain`, by the statistics of all ranks' rows, which meet once on the way there and once on the way back (as PyTorch's
 * `SyncBatchNorm`). A rank's gradient is that of its part of the loss of all, so the sums over ranks are those of one.
 *
 * Engines may register the kernels `BatchNormMoments` ({x, scale, offset} and {epsilon} to [mean, biased variance]), and `BatchNormSums`
 * ({dy, x, scale, mean, variance} and {epsilon} to [dx, dscale, doffset]), where `dx` is that of `BatchNormTrainGrad`.
 *
 * @returns The normalised input, the mean and the unbiased variance, and what the gradient wants.
 *
 * @example See `tests/tensors/batch_norm_test.ts`, where halves of a batch meet.
 */
export function batchNormTogether(x: tf.Tensor, scale: tf.Tensor, offset: tf.Tensor, epsilon: number): tf.Tensor[] {
  return runKernel(NAME, { x, scale, offset }, { epsilon }, forwardTogether);
}

const forwardTogether: Composition = ({ x, scale, offset }, { epsilon }) => {
  const each = x!.size / scale!.size, norms = { epsilon: epsilon as number };
  const own = runKernel(MOMENTS, { x: x!, scale: scale!, offset: offset! }, norms, moments) as tf.Tensor1D[];
  const { mean, variance, count } = meeting()!.moments(own[0]!, own[1]!, each);
  const inverse = tf.rsqrt(tf.add(variance, norms.epsilon));
  const slope = tf.mul(inverse, scale!);
  const y = tf.add(tf.mul(x!, slope), tf.sub(offset!, tf.mul(mean, slope)));
  const unbiased = tf.mul(variance, tf.div(count, tf.maximum(tf.sub(count, 1), 1)));
  return [y, mean, unbiased, inverse, count, variance];
};

const moments: Composition = ({ x }) => {
  const { mean, variance } = tf.moments(x!, channelAxes(x!));
  return [mean, variance];
};

/** The gradient by the sums of this rank alone; those of all are put in their place once they are known. */
const sums: Composition = ({ dy, x, scale, mean, variance }, { epsilon }) => {
  const axes = channelAxes(x!), each = scale!.size / x!.size, inverse = tf.rsqrt(tf.add(variance!, epsilon as number));
  const centred = tf.mul(tf.sub(x!, mean!), inverse);
  const dscale = tf.sum(tf.mul(dy!, centred), axes), doffset = tf.sum(dy!, axes);
  const own = tf.add(tf.mul(centred, tf.mul(dscale, each)), tf.mul(doffset, each));
  return [tf.mul(tf.sub(dy!, own), tf.mul(scale!, inverse)), dscale, doffset];
};

tf.registerGradient({
  kernelName: NAME,
  inputsToSave: ["x", "scale"],
  outputsToSave: Array(6).fill(true),
  gradFunc: (dys, saved, attrs) => {
    const [x, scale, , mean, , inverse, count, variance] = saved as tf.Tensor[], dy = (dys as tf.Tensor[])[0]!;
    const inputs = { dy, x: x!, scale: scale!, mean: mean!, variance: variance! };
    const norms = { epsilon: (attrs as unknown as { readonly epsilon: number }).epsilon };
    const [first, dscale, doffset] = runKernel(SUMS, inputs, norms, sums);
    const [scales, offsets] = meeting()!.sum([dscale!, doffset!]);
    const each = scale!.size / x!.size;
    const left = (own: tf.Tensor, all: tf.Tensor) => tf.sub(tf.mul(own, each), tf.div(all, count!));
    const slope = tf.mul(scale!, inverse!), steep = tf.mul(tf.mul(left(dscale!, scales!), slope), inverse!);
    const shift = tf.sub(tf.mul(left(doffset!, offsets!), slope), tf.mul(mean!, steep));
    const dx = tf.add(first!, tf.add(tf.mul(x!, steep), shift));
    return { x: () => dx, scale: () => dscale!, offset: () => doffset! };
  },
});

function channelAxes(x: tf.Tensor): number[] {
  return Array.from({ length: x.rank - 1 }, (_, axis) => axis);
}
