/** Batch normalisation by statistics that are known, as in prediction. */
import { tf } from "../../tf.ts";
import { bits, kernel, taskSize } from "./crew.ts";
import { type Kernels, shipped, type Workshop } from "./kernel.ts";

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
