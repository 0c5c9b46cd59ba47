/**
 * Convolution and its two gradients, all three as products or forward convolutions, which alone are fast:
 *
 * - the filter's gradient convolves the input with dy, batch and channels swapped, strides turned into dilation;
 * - the input's gradient convolves dy, spread by the stride, with the filter turned round;
 * - a window that meets one pixel only is a product of matrices.
 */
import type { Info } from "./heap.ts";
import type { Kernels, Workshop } from "./kernel.ts";
import { transpose } from "./transpose.ts";
import { type Attributes, type Window, windowOf } from "./window.ts";

/** The kernels `Conv2D`, `Conv2DBackpropFilter` and `Conv2DBackpropInput`. */
export function convolutionKernels({ heap, xnnpack }: Workshop): Kernels {
  /** The taps of a filter that ever meet a pixel. */
  const trimmed = (
    filter: Info,
    { taps: [kh, kw], first: [i0, j0], full: [, fw], ci, co, isTrimmed }: Window,
  ): Info => {
    if (!isTrimmed) return filter;
    const out = heap.output([kh, kw, ci, co]);
    const from = heap.floats(filter), to = heap.floats(out);
    for (let i = 0; i < kh; i++) {
      const start = ((i0 + i) * fw + j0) * ci * co;
      to.set(from.subarray(start, start + kw * ci * co), i * kw * ci * co);
    }
    return out;
  };

  /** The pixels of the input that a window of one tap meets, one after the other. */
  const sampled = (x: Info, { n, input: [h, w], output: [oh, ow], stride: [sh, sw], ci }: Window): Info => {
    if (oh === h && ow === w) return x;
    const out = heap.output([n, oh, ow, ci]);
    const from = heap.floats(x), to = heap.floats(out);
    let at = 0;
    for (let b = 0; b < n; b++) {
      for (let i = 0; i < oh; i++) {
        for (let j = 0; j < ow; j++, at += ci) {
          const start = ((b * h + i * sh) * w + j * sw) * ci;
          to.set(from.subarray(start, start + ci), at);
        }
      }
    }
    return out;
  };

  /** Pixels put back at every stride-th place of a larger image of zeros. */
  const spread = (dy: Info, n: number, [oh, ow]: Pair, [sh, sw]: Pair, [h, w]: Pair, channels: number): Info => {
    if (oh === h && ow === w) return dy;
    const out = heap.output([n, h, w, channels]);
    const from = heap.floats(dy), to = heap.floats(out);
    to.fill(0);
    let at = 0;
    for (let b = 0; b < n; b++) {
      for (let i = 0; i < oh; i++) {
        for (let j = 0; j < ow; j++, at += channels) {
          to.set(from.subarray(at, at + channels), ((b * h + i * sh) * w + j * sw) * channels);
        }
      }
    }
    return out;
  };

  /** [rows, columns] to [columns, rows]. */
  const flipped = (tensor: Info, rows: number, columns: number): Info => {
    const out = heap.output([columns, rows]);
    transpose(heap.floats(tensor), 0, columns, heap.floats(out), 0, rows, rows, columns);
    return out;
  };

  const dispose = (kept: readonly Info[], ...made: readonly Info[]) =>
    heap.release(...made.filter((tensor) => !kept.includes(tensor)));

  const forward = (x: Info, filter: Info, window: Window): Info => {
    const { n, ci, co, input, taps, output: [oh, ow], isPoint } = window;
    const weights = trimmed(filter, window);
    if (isPoint) {
      const pixels = sampled(x, window);
      const y = xnnpack.product(pixels, weights, n * oh * ow, ci, co);
      dispose([x, filter], pixels, weights);
      return { ...y, shape: [n, oh, ow, co] };
    }
    const y = xnnpack.convolve({
      ...{ x, input: [n, ...input, ci], filter: weights, kernel: taps, pad: window.pad },
      ...{ stride: window.stride, dilation: window.dilation, output: [n, oh, ow, co] },
    });
    dispose([filter], weights);
    return y;
  };

  const filterGradient = (x: Info, dy: Info, window: Window): Info => {
    const { n, ci, co, input: [h, w], output: [oh, ow], stride, dilation, taps: [kh, kw], pad } = window;
    if (window.isPoint) {
      const pixels = sampled(x, window);
      const turned = flipped(pixels, n * oh * ow, ci);
      const gradient = xnnpack.product(turned, dy, ci, n * oh * ow, co);
      dispose([x], pixels, turned);
      return padded(gradient, window);
    }
    // Rows and columns that a stride steps over at the far edge are left out.
    const rows = Math.min(h, (oh - 1) * stride[0] + (kh - 1) * dilation[0] + 1 - pad[0]);
    const columns = Math.min(w, (ow - 1) * stride[1] + (kw - 1) * dilation[1] + 1 - pad[3]);
    const images = heap.output([ci, rows, columns, n]);
    const weights = heap.output([oh, ow, n, co]);
    const [fromX, toX, fromDy, toDy] = [x, images, dy, weights].map((tensor) => heap.floats(tensor)) as Views;
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++) {
        transpose(fromX, (i * w + j) * ci, h * w * ci, toX, (i * columns + j) * n, rows * columns * n, n, ci);
      }
    }
    for (let b = 0; b < n; b++) {
      for (let pixel = 0; pixel < oh * ow; pixel++) {
        const start = (b * oh * ow + pixel) * co;
        toDy.set(fromDy.subarray(start, start + co), (pixel * n + b) * co);
      }
    }
    const far = (size: number, count: number, step: number, k: number, d: number, near: number) =>
      (count - 1) * step + (k - 1) * d + 1 - size - near;
    const convolved = xnnpack.convolve({
      ...{ x: images, input: [ci, rows, columns, n], filter: weights, kernel: [oh, ow] },
      pad: [
        pad[0],
        far(columns, ow, stride[1], kw, dilation[1], pad[3]),
        far(rows, oh, stride[0], kh, dilation[0], pad[0]),
        pad[3],
      ],
      ...{ stride: dilation, dilation: stride, output: [ci, kh, kw, co] },
    });
    const gradient = heap.output([kh, kw, ci, co]);
    const from = heap.floats(convolved), to = heap.floats(gradient);
    for (let c = 0, at = 0; c < ci; c++) {
      for (let tap = 0; tap < kh * kw; tap++, at += co) to.set(from.subarray(at, at + co), (tap * ci + c) * co);
    }
    heap.release(images, weights, convolved);
    return padded(gradient, window);
  };

  /** Zeros for the taps that were left out. */
  const padded = (gradient: Info, { taps: [kh, kw], first: [i0, j0], full: [fh, fw], ci, co, isTrimmed }: Window) => {
    const shape = [fh, fw, ci, co];
    if (!isTrimmed) return { ...gradient, shape };
    const out = heap.output(shape);
    const from = heap.floats(gradient), to = heap.floats(out);
    to.fill(0);
    for (let i = 0; i < kh; i++) {
      to.set(from.subarray(i * kw * ci * co, (i + 1) * kw * ci * co), ((i0 + i) * fw + j0) * ci * co);
    }
    heap.release(gradient);
    return out;
  };

  const inputGradient = (dy: Info, filter: Info, window: Window): Info => {
    const { n, ci, co, input: [h, w], output, stride, dilation, taps: [kh, kw], pad, full, first } = window;
    const turned = heap.output([kh, kw, co, ci]);
    const from = heap.floats(filter), to = heap.floats(turned);
    for (let i = 0; i < kh; i++) {
      for (let j = 0; j < kw; j++) {
        const tap = (first[0] + i) * full[1] + first[1] + j;
        transpose(from, tap * ci * co, co, to, ((kh - 1 - i) * kw + kw - 1 - j) * ci * co, ci, ci, co);
      }
    }
    if (window.isPoint) {
      const dx = xnnpack.product(dy, turned, n * output[0] * output[1], co, ci);
      const whole = spread(dx, n, output, stride, [h, w], ci);
      dispose([whole], turned, dx);
      return { ...whole, shape: [n, h, w, ci] };
    }
    const size: Pair = [(output[0] - 1) * stride[0] + 1, (output[1] - 1) * stride[1] + 1];
    const images = spread(dy, n, output, stride, size, co);
    const [top, left] = [(kh - 1) * dilation[0] - pad[0], (kw - 1) * dilation[1] - pad[3]];
    const bottom = h + (kh - 1) * dilation[0] - size[0] - top, right = w + (kw - 1) * dilation[1] - size[1] - left;
    const dx = xnnpack.convolve({
      ...{ x: images, input: [n, ...size, co], filter: turned, kernel: [kh, kw], pad: [top, right, bottom, left] },
      ...{ stride: [1, 1], dilation, output: [n, h, w, ci] },
    });
    dispose([dy], images, turned);
    return dx;
  };

  return {
    Conv2D: ({ x, filter }, attributes: Attributes) =>
      forward(x!, filter!, windowOf(x!.shape, filter!.shape, attributes)),
    Conv2DBackpropFilter: ({ x, dy }, attributes: Attributes & { readonly filterShape: number[] }) =>
      filterGradient(x!, dy!, windowOf(x!.shape, attributes.filterShape, attributes)),
    Conv2DBackpropInput: ({ dy, filter }, attributes: Attributes & { readonly inputShape: number[] }) =>
      inputGradient(dy!, filter!, windowOf(attributes.inputShape, filter!.shape, attributes)),
  };
}

type Pair = readonly [number, number];
type Views = [Float32Array, Float32Array, Float32Array, Float32Array];
