/** Sums and means over the first or the last axes, which are the rows or the columns of a matrix. */
import { tf } from "../../tf.ts";
import { kernel, taskSize } from "./crew.ts";
import type { Info } from "./heap.ts";
import { type Kernel, type Kernels, shipped, type Workshop } from "./kernel.ts";

interface Attributes {
  readonly axis: number | readonly number[];
  readonly keepDims: boolean;
}

/** The kernels `Sum` and `Mean`. Those of whole numbers, or over axes in the middle, stay with the kernels that are there. */
export function sumKernels({ heap, crew }: Workshop): Kernels {
  const kernelOf = (name: "Sum" | "Mean"): Kernel => {
    const otherwise = shipped(name);
    return ({ x }, attributes: Attributes) => {
      const shape = x!.shape, rank = shape.length;
      const axes = tf.util.parseAxisParam(attributes.axis as number[], [...shape]).toSorted((a, b) => a - b);
      const isFirst = axes.every((axis, i) => axis === i);
      const isLast = axes.every((axis, i) => axis === rank - axes.length + i);
      if (x!.dtype !== "float32" || axes.length === 0 || !isFirst && !isLast) {
        return otherwise({ x: x! }, attributes as never);
      }
      const kept = shape.filter((_, axis) => !axes.includes(axis));
      const sums = tf.util.sizeFromShape(kept), length = tf.util.sizeFromShape(axes.map((axis) => shape[axis]!));
      const out = heap.output(attributes.keepDims ? shape.map((d, i) => axes.includes(i) ? 1 : d) : kept);
      sum({ heap, crew }, x!, out, { sums, length, isLast, divisor: name === "Mean" ? length : 1 });
      return out;
    };
  };
  return { Sum: kernelOf("Sum"), Mean: kernelOf("Mean") };
}

/** How a tensor is summed: how many sums of how many numbers, and whether these lie side by side. */
interface Summing {
  readonly sums: number;
  readonly length: number;
  readonly isLast: boolean;
  /** What the sums are divided by. */
  readonly divisor: number;
}

/** Sums along the rows or along the columns of a matrix. */
export function sum({ heap, crew }: Pick<Workshop, "heap" | "crew">, x: Info, out: Info, given: Summing): void {
  const { sums, length, isLast, divisor } = given, each = share(sums, length, isLast);
  const addresses = [x, out].map(heap.address), tasks = sums === 0 ? 0 : Math.ceil(sums / each);
  if (isLast) crew.run(kernel.sumRows, tasks, [...addresses, sums, length, each, divisor]);
  else crew.run(kernel.sumColumns, tasks, [...addresses, length, sums, each, divisor]);
}

/** How many sums make a task: as many as have enough numbers; of columns whole lines of the cache. */
function share(sums: number, length: number, isLast: boolean): number {
  const each = Math.ceil(taskSize / length);
  return Math.min(sums, isLast ? each : 16 * Math.ceil(each / 16));
}
