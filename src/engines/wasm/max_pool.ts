/** Max pooling and its gradient. tfjs's own kernels lose what comes before a NaN, and the gradient where nothing is positive. */
import { tf } from "../../tf.ts";
import { kernel, taskSize } from "./crew.ts";
import type { Info } from "./heap.ts";
import { type Kernels, shipped, type Workshop } from "./kernel.ts";

type Pads = [[number, number], [number, number], [number, number], [number, number]];

interface Attributes {
  readonly filterSize: [number, number] | number;
  readonly strides: [number, number] | number;
  readonly pad: "same" | "valid" | number | Pads;
  readonly dimRoundingMode?: "floor" | "round" | "ceil";
}

/** The kernels `MaxPool` and `MaxPoolGrad`. */
export function maxPoolKernels({ heap, crew }: Workshop): Kernels {
  const otherwise = shipped("MaxPool");

  const pool = (x: Info, { filterSize, strides, pad, dimRoundingMode }: Attributes): Info => {
    const shape = x.shape as [number, number, number, number];
    const info = tf.backend_util.computePool2DInfo(shape, filterSize, strides, 1, pad, dimRoundingMode);
    const [n, ...image] = shape, out = heap.output(info.outShape), lines = n * info.outHeight;
    const each = Math.max(1, Math.ceil(taskSize / Math.max(1, info.outWidth * info.outChannels)));
    crew.run(kernel.maxPool, Math.ceil(lines / each), [
      ...[x, out].map(heap.address),
      ...image,
      ...[info.outHeight, info.outWidth, info.filterHeight, info.filterWidth, info.strideHeight, info.strideWidth],
      ...[info.padInfo.top, info.padInfo.left, lines, each],
    ]);
    return out;
  };

  const gradient = (dy: Info, input: Info, { filterSize, strides, pad, dimRoundingMode }: Attributes): Info => {
    const shape = input.shape as [number, number, number, number];
    const info = tf.backend_util.computePool2DInfo(shape, filterSize, strides, 1, pad, dimRoundingMode);
    const [n, ...image] = shape, out = heap.output(shape);
    crew.run(kernel.maxPoolGradient, n, [
      ...[input, dy, out].map(heap.address),
      ...image,
      ...[info.outHeight, info.outWidth, info.filterHeight, info.filterWidth, info.strideHeight, info.strideWidth],
      ...[info.padInfo.top, info.padInfo.left],
    ]);
    return out;
  };

  return {
    MaxPool: ({ x }, attributes: Attributes) =>
      x!.dtype === "float32" ? pool(x!, attributes) : otherwise({ x: x! }, attributes as never),

    MaxPoolGrad: ({ dy, input }, attributes: Attributes) => gradient(dy!, input!, attributes),
  };
}
