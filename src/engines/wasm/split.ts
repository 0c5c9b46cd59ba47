/** A tensor cut along an axis. tfjs's own kernel makes a view for each run of numbers, which takes longer than to copy it. */
import { tf } from "../../tf.ts";
import { type Kernels, shipped, type Workshop } from "./kernel.ts";

interface Attributes {
  readonly numOrSizeSplits: number | number[];
  readonly axis: number;
}

/** The kernel `SplitV`, for float32 numbers; everything else stays with the kernel that is there. */
export function splitKernels({ heap }: Workshop): Kernels {
  const otherwise = shipped("SplitV");
  return {
    SplitV({ x }, attributes: Attributes) {
      if (x!.dtype !== "float32") return otherwise({ x: x! }, attributes as never);
      const shape = x!.shape, [axis] = tf.util.parseAxisParam(attributes.axis, [...shape]) as [number];
      const sizes = tf.backend_util.prepareSplitSize(x as tf.Tensor, attributes.numOrSizeSplits, axis);
      const count = (sizes: readonly number[]) => sizes.reduce((a, b) => a * b, 1);
      const outer = count(shape.slice(0, axis)), inner = count(shape.slice(axis + 1));
      const parts = sizes.map((size) => heap.output(shape.with(axis, size)));
      const from = heap.floats(x!), stride = shape[axis]! * inner;
      let start = 0;
      parts.forEach((part, i) => {
        const to = heap.floats(part), run = sizes[i]! * inner;
        for (let row = 0, at = 0; row < outer; row++) {
          for (let source = row * stride + start, n = 0; n < run; n++) to[at++] = from[source++]!;
        }
        start += run;
      });
      return parts;
    },
  };
}
