/** Batch normalisation in as few passes over the input as it takes. */
import { bits, kernel } from "./crew.ts";
import type { Info } from "./heap.ts";
import type { Kernels, Workshop } from "./kernel.ts";

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
