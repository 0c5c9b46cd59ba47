/** The gradient of max pooling. tfjs's own kernel loses it where the largest value is not positive. */
import { tf } from "../../tf.ts";
import type { Kernels, Workshop } from "./kernel.ts";

interface Attributes {
  readonly filterSize: [number, number] | number;
  readonly strides: [number, number] | number;
  readonly pad: "same" | "valid" | number;
  readonly dimRoundingMode?: "floor" | "round" | "ceil";
}

/** The kernel `MaxPoolGrad`. */
export function maxPoolKernels({ heap }: Workshop): Kernels {
  return {
    MaxPoolGrad({ dy, input }, { filterSize, strides, pad, dimRoundingMode }: Attributes) {
      const shape = input!.shape as [number, number, number, number];
      const info = tf.backend_util.computePool2DInfo(shape, filterSize, strides, 1, pad, dimRoundingMode);
      const [n, h, w, channels] = shape;
      const out = heap.output(shape);
      const x = heap.floats(input!), above = heap.floats(dy!), dx = heap.floats(out).fill(0);
      let at = 0;
      for (let b = 0; b < n; b++) {
        for (let i = 0; i < info.outHeight; i++) {
          const top = i * info.strideHeight - info.padInfo.top;
          const bottom = Math.min(h, top + info.filterHeight);
          for (let j = 0; j < info.outWidth; j++) {
            const left = j * info.strideWidth - info.padInfo.left;
            const right = Math.min(w, left + info.filterWidth);
            for (let c = 0; c < channels; c++) {
              // Of equals the first takes the gradient.
              let largest = -Infinity, where = -1;
              for (let row = Math.max(0, top); row < bottom; row++) {
                for (let column = Math.max(0, left); column < right; column++) {
                  const place = ((b * h + row) * w + column) * channels + c;
                  if (x[place]! > largest) [largest, where] = [x[place]!, place];
                }
              }
              if (where >= 0) dx[where]! += above[at]!;
              at++;
            }
          }
        }
      }
      return out;
    },
  };
}
