/** Batch normalisation with the statistics of a batch that several ranks share. */
import { tf } from "../tf.ts";
import { type Composition, runKernel } from "./kernel.ts";
import { meeting } from "./meeting.ts";

const NAME = "BatchNormTrainTogether";

/**
 * As `batchNormTrain`, by the statistics of all ranks' rows, which meet once on the way there and once on the way back (as PyTorch's
 * `SyncBatchNorm`). A rank's gradient is that of its part of the loss of all, so the sums over ranks are those of one.
 *
 * @returns The normalised input, the mean and the unbiased variance, and what the gradient wants.
 *
 * @example See `tests/tensors/batch_norm_together_test.ts`, where halves of a batch meet.
 */
export function batchNormTogether(x: tf.Tensor, scale: tf.Tensor, offset: tf.Tensor, epsilon: number): tf.Tensor[] {
  return runKernel(NAME, { x, scale, offset }, { epsilon }, forward);
}

const forward: Composition = ({ x, scale, offset }, { epsilon }) => {
  const own = tf.moments(x!, channelAxes(x!)), each = x!.size / scale!.size;
  const { mean, variance, count } = meeting()!.moments(own.mean as tf.Tensor1D, own.variance as tf.Tensor1D, each);
  const inverse = tf.rsqrt(tf.add(variance, epsilon as number));
  const slope = tf.mul(inverse, scale!);
  const y = tf.add(tf.mul(x!, slope), tf.sub(offset!, tf.mul(mean, slope)));
  const unbiased = tf.mul(variance, tf.div(count, tf.maximum(tf.sub(count, 1), 1)));
  return [y, mean, unbiased, inverse, count];
};

tf.registerGradient({
  kernelName: NAME,
  inputsToSave: ["x", "scale"],
  outputsToSave: Array(5).fill(true),
  gradFunc: (dys, saved) => {
    const [x, scale, , mean, , inverse, count] = saved as tf.Tensor[], dy = (dys as tf.Tensor[])[0]!;
    const axes = channelAxes(x!), centred = tf.mul(tf.sub(x!, mean!), inverse!);
    const own = [tf.sum(tf.mul(dy, centred), axes), tf.sum(dy, axes)];
    const [dscale, doffset] = meeting()!.sum(own);
    const rest = tf.add(tf.mul(centred, tf.div(dscale!, count!)), tf.div(doffset!, count!));
    const dx = tf.mul(tf.sub(dy, rest), tf.mul(scale!, inverse!));
    return { x: () => dx, scale: () => own[0]!, offset: () => own[1]! };
  },
});

function channelAxes(x: tf.Tensor): number[] {
  return Array.from({ length: x.rank - 1 }, (_, axis) => axis);
}
