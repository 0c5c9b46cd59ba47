/** The gradient of max pooling. tfjs's own kernel loses it where the largest value is not positive. */
import { tf } from "../../tf.ts";
import { kernel } from "./crew.ts";
import type { Kernels, Workshop } from "./kernel.ts";

interface Attributes {
  readonly filterSize: [number, number] | number;
  readonly strides: [number, number] | number;
  readonly pad: "same" | "valid" | number;
  readonly dimRoundingMode?: "floor" | "round" | "ceil";
}

/** The kernel `MaxPoolGrad`. */
export function maxPoolKernels({ heap, crew }: Workshop): Kernels {
  return {
    MaxPoolGrad({ dy, input }, { filterSize, strides, pad, dimRoundingMode }: Attributes) {
      const shape = input!.shape as [number, number, number, number];
      const info = tf.backend_util.computePool2DInfo(shape, filterSize, strides, 1, pad, dimRoundingMode);
      const [n, ...image] = shape, out = heap.output(shape);
      crew.run(kernel.maxPoolGradient, n, [
        ...[input!, dy!, out].map(heap.address),
        ...image,
        ...[info.outHeight, info.outWidth, info.filterHeight, info.filterWidth, info.strideHeight, info.strideWidth],
        ...[info.padInfo.top, info.padInfo.left],
      ]);
      return out;
    },
  };
}
