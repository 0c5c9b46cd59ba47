/** The rectifier's gradient in one pass. */
import { tf } from "../../tf.ts";
import type { Card } from "./card.ts";
import type { Kernels } from "./kernel.ts";
import { pointwise } from "./pointwise.ts";

/** The kernel `ReluGrad`, as src/tensors/relu.ts describes it. */
export function reluKernels(card: Card): Kernels {
  const gradient = pointwise(card, {
    name: "ReluGrad",
    reads: ["dy", "y"],
    writes: ["dx"],
    code: "dx[i] = select(T(), dy[i], y[i] > T());",
  });
  return {
    ReluGrad({ dy, y }) {
      const dx = card.output(y!.shape);
      gradient({ dy: dy!, y: y!, dx }, tf.util.sizeFromShape(y!.shape));
      return [dx];
    },
  };
}
