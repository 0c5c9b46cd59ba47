/** Batch normalisation with the statistics of a batch that several ranks share. */
import { tf } from "../tf.ts";
import { type Composition, runKernel } from "./kernel.ts";
import { meeting } from "./meeting.ts";

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
 * @example See `tests/tensors/batch_norm_together_test.ts`, where halves of a batch meet.
 */
export function batchNormTogether(x: tf.Tensor, scale: tf.Tensor, offset: tf.Tensor, epsilon: number): tf.Tensor[] {
  return runKernel(NAME, { x, scale, offset }, { epsilon }, forward);
}

const forward: Composition = ({ x, scale, offset }, { epsilon }) => {
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
