/** The exponential function. */
import { kernel, taskSize } from "./crew.ts";
import type { Kernels, Workshop } from "./kernel.ts";

/** The kernel `Exp`. tfjs asks for it with float32 numbers alone. */
export function expKernels({ heap, crew }: Workshop): Kernels {
  return {
    Exp({ x }) {
      const out = heap.output(x!.shape), size = x!.shape.reduce((a, b) => a * b, 1);
      crew.run(kernel.exponential, Math.ceil(size / taskSize), [...[x!, out].map(heap.address), size, taskSize]);
      return out;
    },
  };
}
