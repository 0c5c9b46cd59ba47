/** Rows looked up by number, as embeddings do. */
import { tf } from "../../tf.ts";
import { type Kernels, shipped, type Workshop } from "./kernel.ts";

interface Attributes {
  readonly axis: number;
  readonly batchDims: number;
}

/** The kernel `GatherV2`, for whole rows; everything else stays with the kernel that is there. */
export function gatherKernels({ heap }: Workshop): Kernels {
  const otherwise = shipped("GatherV2");
  return {
    GatherV2(inputs, attributes: Attributes) {
      const { x, indices } = inputs, [axis] = tf.util.parseAxisParam(attributes.axis, [...x!.shape]);
      const isWhole = x!.dtype === "float32" && indices!.dtype === "int32" && axis === 0 && attributes.batchDims === 0;
      if (!isWhole) return otherwise(inputs, attributes as never);
      const rows = x!.shape[0]!, width = x!.shape.slice(1).reduce((a, b) => a * b, 1);
      const out = heap.output([...indices!.shape, ...x!.shape.slice(1)]);
      const table = heap.floats(x!), found = heap.floats(out);
      heap.ints(indices!).forEach((row, i) => {
        if (row < 0 || row >= rows) {
          heap.release(out);
          throw new RangeError(
            `Cannot look up a row as there are ${rows} of them: got row ${row}\nRows are numbered from 0.`,
          );
        }
        for (let from = row * width, to = i * width, n = 0; n < width; n++) found[to++] = table[from++]!;
      });
      return out;
    },
  };
}
