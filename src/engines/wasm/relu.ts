/** The rectifier's gradient in one pass. */
import type { Kernels, Workshop } from "./kernel.ts";

/** The kernel `ReluGrad`, as src/tensors/relu.ts describes it. */
export function reluKernels({ heap }: Workshop): Kernels {
  return {
    ReluGrad({ dy, y }) {
      const out = heap.output(y!.shape);
      const above = heap.floats(dy!), values = heap.floats(y!), dx = heap.floats(out);
      for (let i = 0; i < dx.length; i++) dx[i] = values[i]! > 0 ? above[i]! : 0;
      return [out];
    },
  };
}
