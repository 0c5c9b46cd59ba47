/**
 * Convolution and its two gradients, all three as products whose left matrix is gathered from images; those of each
 * channel by itself; and the taps of their windows, with the places that they see.
 */
import type { Info } from "./heap.ts";
import type { Kernels, Workshop } from "./kernel.ts";
import { type Grid, here, points } from "./products.ts";
import { type Attributes, type Window, windowOf } from "../../shapes/window.ts";
import { tf } from "../../tf.ts";

/** The kernels `Conv2D`, `Conv2DBackpropFilter` and `Conv2DBackpropInput`. */
export function convolutionKernels({ heap, products }: Workshop): Kernels {
  const forward = (x: Info, filter: Info, window: Window): Info => {
    const { n, ci, co, output: [oh, ow], stride } = window;
    const y = heap.output([n, oh, ow, co]);
    products.plain({
      ...{ a: x, b: filter, c: y, depth: ci, columns: co, step: stride },
      ...grid(window),
      taps: tapsOf(window).flatMap(([down, right], tap) =>
        isMet(window, down, right) ? [{ down, right, matrix: tap * ci * co }] : []
      ),
    });
    return y;
  };

  const filterGradient = (x: Info, dy: Info, filterShape: readonly number[], window: Window): Info => {
    const { ci, co, input: [h, w], output: [oh, ow], stride } = window;
    const gradient = heap.output(filterShape);
    const places = grid(window);
    products.transposed({
      ...{ a: x, b: dy, c: gradient, depth: ci, columns: co, step: stride },
      ...places,
      taps: tapsOf(window).map(([down, right], tap) => ({
        ...{ down, right, matrix: tap * ci * co },
        ...(!isPlain(window) && {
          meets: [...meets(down, stride[0], oh, h), ...meets(right, stride[1], ow, w)] as const,
        }),
      })),
    });
    return gradient;
  };

  /** The pixels of the input that a stride treats alike are one product each; no zero is put between pixels of dy. */
  const inputGradient = (dy: Info, filter: Info, window: Window): Info => {
    const { n, ci, co, input: [h, w], output: [oh, ow], stride: [sh, sw] } = window, taps = tapsOf(window);
    const dx = heap.output([n, h, w, ci]);
    const turned = { a: dy, b: filter, c: dx, depth: co, columns: ci, stride: co, turned: true } as const;
    if (isPlain(window)) {
      products.plain({ ...turned, ...points(n * h * w, co, ci), taps: here });
      return dx;
    }
    for (let i = 0; i < Math.min(sh, h); i++) {
      for (let j = 0; j < Math.min(sw, w); j++) {
        const places = [Math.ceil((h - i) / sh), Math.ceil((w - j) / sw)] as const;
        products.plain({
          ...{ ...turned, places, images: n, size: [oh, ow], strides: [oh * ow * co, ow * co, co] },
          ...{ start: (i * w + j) * ci, rows: [h * w * ci, sh * w * ci, sw * ci] },
          taps: taps.flatMap(([p, q], tap) => {
            const [down, right] = [(i - p) / sh, (j - q) / sw];
            const isMet = Number.isInteger(down) && Number.isInteger(right) &&
              meets(down, 1, places[0], oh)[1] > 0 && meets(right, 1, places[1], ow)[1] > 0;
            return isMet ? [{ down, right, matrix: tap * ci * co }] : [];
          }),
        });
      }
    }
    return dx;
  };

  return {
    Conv2D: ({ x, filter }, attributes: Attributes) =>
      forward(x!, filter!, windowOf(x!.shape, filter!.shape, attributes)),
    Conv2DBackpropFilter: ({ x, dy }, attributes: Attributes & { readonly filterShape: number[] }) =>
      filterGradient(x!, dy!, attributes.filterShape, windowOf(x!.shape, attributes.filterShape, attributes)),
    Conv2DBackpropInput: ({ dy, filter }, attributes: Attributes & { readonly inputShape: number[] }) =>
      inputGradient(dy!, filter!, windowOf(attributes.inputShape, filter!.shape, attributes)),
  };
}

/** The places where a window stands, in the input and in the output. */
function grid(window: Window): Grid {
  const { n, ci, co, input: [h, w], output: [oh, ow] } = window;
  if (isPlain(window)) return points(n * h * w, ci, co);
  return {
    ...{ places: [oh, ow], images: n, size: [h, w] },
    ...{ strides: [h * w * ci, w * ci, ci], rows: [oh * ow * co, ow * co, co] },
  };
}

/** Whether a tap ever meets a pixel; those at the rim of a small image may not. */
function isMet({ stride, input, output }: Window, down: number, right: number): boolean {
  return meets(down, stride[0], output[0], input[0])[1] > 0 && meets(right, stride[1], output[1], input[1])[1] > 0;
}

interface DepthwiseAttributes {
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
  const meet = (
    x: Shape,
    filter: Shape,
    attributes: DepthwiseAttributes,
    along: (x: number, dy: number, f: number) => void,
  ) => {
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
      attributes: DepthwiseAttributes & { readonly filterShape: Shape },
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
      attributes: DepthwiseAttributes & { readonly inputShape: Shape },
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

type Pair = readonly [number, number];

/** All taps in the order of the filter: how far down and across they lie from where the window's step begins. */
export function tapsOf({ full: [kh, kw], first, pad, dilation }: Window): Pair[] {
  return Array.from({ length: kh * kw }, (_, tap): Pair => [
    (Math.floor(tap / kw) - first[0]) * dilation[0] - pad[0],
    (tap % kw - first[1]) * dilation[1] - pad[3],
  ]);
}

/** Whether every pixel is met once and by itself: then the convolution is a plain product of matrices. */
export function isPlain({ full, isPoint, input, output }: Window): boolean {
  return isPoint && full[0] * full[1] === 1 && input[0] === output[0] && input[1] === output[1];
}

/**
 * Which places of a line see pixels: of the places 0, 1, ... that lie `step` apart, those for which `offset` more is
 * within the input.
 *
 * @returns The first of them, and how many.
 */
export function meets(offset: number, step: number, places: number, input: number): Pair {
  const first = Math.max(0, Math.ceil(-offset / step));
  const end = Math.min(places, Math.ceil((input - offset) / step));
  return [first, Math.max(0, end - first)];
}
