/** The rectifier's gradient in one pass. */
import { kernel, taskSize } from "./crew.ts";
import type { Kernels, Workshop } from "./kernel.ts";

/** The kernel `ReluGrad`, as src/tensors/relu.ts describes it. */
export function reluKernels({ heap, crew }: Workshop): Kernels {
  return {
    ReluGrad({ dy, y }) {
      const out = heap.output(y!.shape), size = y!.shape.reduce((a, b) => a * b, 1);
      const addresses = [dy!, y!, out].map(heap.address);
      crew.run(kernel.reluGradient, Math.ceil(size / taskSize), [...addresses, size, taskSize]);
      return [out];
    },
  };
}
