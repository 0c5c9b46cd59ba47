/** The updates of weights, in place. */
import type { Kernels, Workshop } from "./kernel.ts";
import type { AdamUpdate, MomentumUpdate } from "../../tensors/update.ts";

/** The kernels `DescentUpdate`, `MomentumUpdate` and `AdamUpdate`, as src/tensors/update.ts describes them. */
export function updateKernels({ heap }: Workshop): Kernels {
  return {
    DescentUpdate({ weight, gradient }, { lr }: { readonly lr: number }) {
      const w = heap.floats(weight!), g = heap.floats(gradient!);
      for (let i = 0; i < w.length; i++) w[i]! -= lr * g[i]!;
      heap.changed(weight!);
      return [];
    },

    MomentumUpdate({ weight, velocity, gradient }, { lr, momentum, nesterov }: MomentumUpdate) {
      const w = heap.floats(weight!), v = heap.floats(velocity!), g = heap.floats(gradient!);
      if (nesterov) {
        for (let i = 0; i < w.length; i++) {
          const moved = v[i] = momentum * v[i]! + g[i]!;
          w[i]! -= lr * (g[i]! + momentum * moved);
        }
      } else {
        for (let i = 0; i < w.length; i++) {
          const moved = v[i] = momentum * v[i]! + g[i]!;
          w[i]! -= lr * moved;
        }
      }
      heap.changed(weight!);
      return [];
    },

    AdamUpdate({ weight, first, second, gradient }, { lr, beta1, beta2, epsilon }: AdamUpdate) {
      const w = heap.floats(weight!), m = heap.floats(first!), v = heap.floats(second!), g = heap.floats(gradient!);
      for (let i = 0; i < w.length; i++) {
        const slope = g[i]!;
        const mean = m[i] = beta1 * m[i]! + (1 - beta1) * slope;
        const square = v[i] = beta2 * v[i]! + (1 - beta2) * slope * slope;
        w[i]! -= lr * mean / (Math.sqrt(square) + epsilon);
      }
      heap.changed(weight!);
      return [];
    },
  };
}
