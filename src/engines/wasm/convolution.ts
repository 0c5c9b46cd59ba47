/** Convolution and its two gradients, all three as products whose left matrix is gathered from images. */
import type { Info } from "./heap.ts";
import type { Kernels, Workshop } from "./kernel.ts";
import { type Grid, here, points } from "./products.ts";
import { type Attributes, type Window, windowOf } from "../../shapes/window.ts";
import { isPlain, meets, tapsOf } from "./taps.ts";

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
