/** Sums over the first or the last axes, which are the rows or the columns of a matrix. */
import { tf } from "../../tf.ts";
import { kernel, taskSize } from "./crew.ts";
import { type Kernels, shipped, type Workshop } from "./kernel.ts";

interface Attributes {
  readonly axis: number | readonly number[];
  readonly keepDims: boolean;
}

/** The kernel `Sum`. Sums of whole numbers, and those over axes in the middle, stay with the kernel that is there. */
export function sumKernels({ heap, crew }: Workshop): Kernels {
  const otherwise = shipped("Sum");
  return {
    Sum({ x }, attributes: Attributes) {
      const shape = x!.shape, rank = shape.length;
      const axes = tf.util.parseAxisParam(attributes.axis as number[], [...shape]).toSorted((a, b) => a - b);
      const isFirst = axes.every((axis, i) => axis === i);
      const isLast = axes.every((axis, i) => axis === rank - axes.length + i);
      if (x!.dtype !== "float32" || axes.length === 0 || !isFirst && !isLast) {
        return otherwise({ x: x! }, attributes as never);
      }
      const kept = shape.filter((_, axis) => !axes.includes(axis));
      const count = (sizes: readonly number[]) => sizes.reduce((a, b) => a * b, 1);
      const sums = count(kept), length = count(axes.map((axis) => shape[axis]!)), each = share(sums, length, isLast);
      const out = heap.output(attributes.keepDims ? shape.map((d, i) => axes.includes(i) ? 1 : d) : kept);
      const addresses = [x!, out].map(heap.address), tasks = sums === 0 ? 0 : Math.ceil(sums / each);
      if (isLast) crew.run(kernel.sumRows, tasks, [...addresses, sums, length, each]);
      else crew.run(kernel.sumColumns, tasks, [...addresses, length, sums, each]);
      return out;
    },
  };
}

/** How many sums make a task: as many as have enough numbers; of columns whole lines of the cache. */
function share(sums: number, length: number, isLast: boolean): number {
  const each = Math.ceil(taskSize / length);
  return Math.min(sums, isLast ? each : 16 * Math.ceil(each / 16));
}
