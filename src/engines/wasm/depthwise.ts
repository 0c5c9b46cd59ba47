/** The gradients of a depthwise convolution, tap by tap along the channels. */
import { tf } from "../../tf.ts";
import type { Info } from "./heap.ts";
import type { Kernels, Workshop } from "./kernel.ts";

interface Attributes {
  readonly strides: [number, number] | number;
  readonly pad: "same" | "valid" | number;
  readonly dilations?: [number, number] | number | null;
  readonly dimRoundingMode?: "floor" | "round" | "ceil";
}

type Shape = [number, number, number, number];

/** The kernels `DepthwiseConv2dNativeBackpropFilter` and `DepthwiseConv2dNativeBackpropInput`. */
export function depthwiseKernels({ heap }: Workshop): Kernels {
  /**
   * Calls `along(x, dy, filter)` with the offsets of a pixel, an output and a tap that meet, for each such three;
   * each begins a run along the channels (of dy and the filter: along channels times multiplier).
   */
  const meet = (x: Shape, filter: Shape, attributes: Attributes, along: (x: number, dy: number, f: number) => void) => {
    const { strides, pad, dilations, dimRoundingMode } = attributes;
    const info = tf.backend_util.computeConv2DInfo(x, filter, strides, dilations ?? 1, pad, dimRoundingMode, true);
    const { outHeight, outWidth, inHeight, inWidth, filterHeight, filterWidth, inChannels } = info;
    const wide = inChannels * filter[3];
    for (let b = 0; b < info.batchSize; b++) {
      for (let i = 0; i < outHeight; i++) {
        for (let j = 0; j < outWidth; j++) {
          const dy = ((b * outHeight + i) * outWidth + j) * wide;
          for (let k = 0; k < filterHeight; k++) {
            const row = i * info.strideHeight + k * info.dilationHeight - info.padInfo.top;
            if (row < 0 || row >= inHeight) continue;
            for (let l = 0; l < filterWidth; l++) {
              const column = j * info.strideWidth + l * info.dilationWidth - info.padInfo.left;
              if (column < 0 || column >= inWidth) continue;
              along(((b * inHeight + row) * inWidth + column) * inChannels, dy, (k * filterWidth + l) * wide);
            }
          }
        }
      }
    }
  };
  return {
    DepthwiseConv2dNativeBackpropFilter(
      { x, dy },
      attributes: Attributes & { readonly filterShape: Shape },
    ): Info {
      const out = heap.output(attributes.filterShape);
      const values = heap.floats(x!), above = heap.floats(dy!), gradient = heap.floats(out).fill(0);
      const [, , channels, multiplier] = attributes.filterShape;
      meet(x!.shape as Shape, attributes.filterShape, attributes, (from, d, f) => {
        for (let c = 0, at = 0; c < channels; c++) {
          for (let m = 0; m < multiplier; m++, at++) gradient[f + at]! += values[from + c]! * above[d + at]!;
        }
      });
      return out;
    },

    DepthwiseConv2dNativeBackpropInput(
      { dy, filter },
      attributes: Attributes & { readonly inputShape: Shape },
    ): Info {
      const out = heap.output(attributes.inputShape);
      const weights = heap.floats(filter!), above = heap.floats(dy!), gradient = heap.floats(out).fill(0);
      const [, , channels, multiplier] = filter!.shape as Shape;
      meet(attributes.inputShape, filter!.shape as Shape, attributes, (to, d, f) => {
        for (let c = 0, at = 0; c < channels; c++) {
          for (let m = 0; m < multiplier; m++, at++) gradient[to + c]! += weights[f + at]! * above[d + at]!;
        }
      });
      return out;
    },
  };
}
