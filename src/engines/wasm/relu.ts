/** The rectifier's gradient in one pass. */
import type { Kernels, Workshop } from "./kernel.ts";

/** The kernel `ReluGrad`, as src/tensors/relu.ts describes it. */
export function reluKernels({ heap }: Workshop): Kernels {
  return {
    ReluGrad({ dy, y }) {
      const out = heap.output(y!.shape);
      const above = heap.ints(dy!), values = heap.ints(y!), dx = heap.ints(out);
      // On the bits, since a branch for each number is guessed wrong half of the time: a rectifier's output is zero (of
      // either sign) or has bits that read as a positive number, whose negation fills a mask with its sign.
      for (let i = 0; i < dx.length; i++) dx[i] = above[i]! & (-(values[i]! & 0x7fffffff) >> 31);
      return [out];
    },
  };
}
