/** Batch normalisation in as few passes over the input as it takes, and that by statistics that are known, as in prediction. */
import { bits, kernel, taskSize } from "./crew.ts";
import type { Info } from "./heap.ts";
import { type Kernels, shipped, type Workshop } from "./kernel.ts";
import { tf } from "../../tf.ts";

/** The kernels `BatchNormTrain` and `BatchNormTrainGrad`, as src/tensors/batch_norm.ts describes them. */
export function batchNormKernels({ heap, crew }: Workshop): Kernels {
  /** Channels of a task: whole lines of the cache, and no more than a thread has room for. */
  const share = (channels: number) => Math.min(512, 16 * Math.ceil(channels / (2 * crew.threads) / 16));
  return {
    BatchNormTrain({ x, scale, offset }, { epsilon }: { readonly epsilon: number }): Info[] {
      const c = x!.shape.at(-1)!, rows = x!.shape.slice(0, -1).reduce((a, b) => a * b, 1), each = share(c);
      const made = [x!.shape, [c], [c], [c]].map(heap.output);
      const addresses = [x!, scale!, offset!, ...made].map(heap.address);
      crew.run(kernel.batchNorm, Math.ceil(c / each), [...addresses, rows, c, each, bits(epsilon)]);
      return made;
    },

    BatchNormTrainGrad({ dy, x, scale, mean, saved0 }): Info[] {
      const c = x!.shape.at(-1)!, rows = x!.shape.slice(0, -1).reduce((a, b) => a * b, 1), each = share(c);
      const made = [x!.shape, [c], [c]].map(heap.output);
      const addresses = [dy!, x!, scale!, mean!, saved0!, ...made].map(heap.address);
      crew.run(kernel.batchNormGradient, Math.ceil(c / each), [...addresses, rows, c, each]);
      return made;
    },
  };
}

/** The most channels that a thread has room for. */
const mostChannels = 32768;

/** The kernel `FusedBatchNorm`. */
export function scaleShiftKernels({ heap, crew }: Workshop): Kernels {
  const otherwise = shipped("FusedBatchNorm");
  return {
    FusedBatchNorm(inputs, attributes: { readonly varianceEpsilon: number }) {
      const { x, mean, variance, scale, offset } = inputs, channels = x!.shape.at(-1)!;
      // Statistics may have other shapes, up to that of the input.
      const areOfChannels = [mean, variance, scale, offset].every((one) =>
        one?.shape.length === 1 && one.shape[0] === channels
      );
      if (!areOfChannels || channels > mostChannels) return otherwise(inputs, attributes as never);
      const y = heap.output(x!.shape), rows = tf.util.sizeFromShape(x!.shape.slice(0, -1));
      const each = Math.ceil(taskSize / Math.max(1, channels));
      crew.run(kernel.scaleShift, Math.ceil(rows / each), [
        ...[x!, mean!, variance!, scale!, offset!, y].map(heap.address),
        ...[rows, channels, each, bits(attributes.varianceEpsilon)],
      ]);
      return y;
    },
  };
}
