/** A tensor cut along an axis. tfjs's own kernel makes a view for each run of numbers, which takes longer than to copy it. */
import { tf } from "../../tf.ts";
import { type Kernels, shipped, type Workshop } from "./kernel.ts";
import { copyRuns } from "./permute.ts";

interface Attributes {
  readonly numOrSizeSplits: number | number[];
  readonly axis: number;
}

/** The kernel `SplitV`, for float32 numbers; everything else stays with the kernel that is there. */
export function splitKernels(workshop: Workshop): Kernels {
  const otherwise = shipped("SplitV");
  return {
    SplitV({ x }, attributes: Attributes) {
      if (x!.dtype !== "float32") return otherwise({ x: x! }, attributes as never);
      const from = x!, shape = from.shape, [axis] = tf.util.parseAxisParam(attributes.axis, [...shape]) as [number];
      const sizes = tf.backend_util.prepareSplitSize(from as tf.Tensor, attributes.numOrSizeSplits, axis);
      const outer = tf.util.sizeFromShape(shape.slice(0, axis)), inner = tf.util.sizeFromShape(shape.slice(axis + 1));
      let start = 0;
      return sizes.map((size) => {
        const to = workshop.heap.output(shape.with(axis, size)), run = size * inner;
        const rows = { size: outer, from: shape[axis]! * inner, to: run };
        copyRuns(workshop, { from, to, start: { from: start, to: 0 }, rows }, run);
        start += run;
        return to;
      });
    },
  };
}
