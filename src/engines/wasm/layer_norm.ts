/** Layer normalisation in as few passes over the input as it takes. */
import { tf } from "../../tf.ts";
import { bits, kernel, taskSize } from "./crew.ts";
import type { Info } from "./heap.ts";
import type { Kernels, Workshop } from "./kernel.ts";
import { sum } from "./sum.ts";

/** The kernels `LayerNorm` and `LayerNormGrad`, as src/tensors/layer_norm.ts describes them. */
export function layerNormKernels({ heap, crew }: Workshop): Kernels {
  const sizes = ({ shape }: Info) => {
    const columns = shape.at(-1)!, rows = tf.util.sizeFromShape(shape.slice(0, -1));
    // Not by the number of threads: each task has a share of the gradients of scale and offset, and sums are to be the same.
    const each = Math.ceil(taskSize / 2 / Math.max(1, columns));
    return { rows, columns, each, tasks: Math.ceil(rows / each) };
  };
  return {
    LayerNorm({ x, scale, offset }, { epsilon }: { readonly epsilon: number }): Info[] {
      const { rows, columns, each, tasks } = sizes(x!), made = [x!.shape, [rows], [rows]].map(heap.output);
      const addresses = [x!, scale!, offset!, ...made].map(heap.address);
      crew.run(kernel.layerNorm, tasks, [...addresses, rows, columns, each, bits(epsilon)]);
      return made;
    },

    LayerNormGrad({ dy, x, scale, saved0, saved1 }): Info[] {
      const { rows, columns, each, tasks } = sizes(x!), dx = heap.output(x!.shape);
      const shares = [[tasks, columns], [tasks, columns]].map(heap.output);
      const addresses = [dy!, x!, scale!, saved0!, saved1!, dx, ...shares].map(heap.address);
      crew.run(kernel.layerNormGradient, tasks, [...addresses, rows, columns, each]);
      const sums = shares.map((share) => {
        const out = heap.output([columns]);
        sum({ heap, crew }, share, out, { sums: columns, length: tasks, isLast: false, divisor: 1 });
        return out;
      });
      heap.release(...shares);
      return [dx, ...sums];
    },
  };
}
