/** The two operations of the compiled code that are fast: the plain product of matrices and the forward convolution. */
import type { Heap, Info, WasmBackend } from "./heap.ts";

/** A forward convolution, with everything about its window said in numbers. */
export interface Convolution {
  /** The input [n, h, w, ci]; its own shape is not looked at. */
  readonly x: Info;
  readonly input: readonly [n: number, h: number, w: number, channels: number];
  /** The filter [kh, kw, ci, co]; its own shape is not looked at. */
  readonly filter: Info;
  readonly kernel: readonly [h: number, w: number];
  readonly pad: readonly [top: number, right: number, bottom: number, left: number];
  readonly stride: readonly [h: number, w: number];
  readonly dilation: readonly [h: number, w: number];
  readonly output: readonly [n: number, h: number, w: number, channels: number];
}

/** XNNPACK, as far as tfjs compiled it in. */
export interface Xnnpack {
  /** The product of `a` [m, k] and `b` [k, n]; the shapes of the tensors themselves are not looked at. */
  product(a: Info, b: Info, m: number, k: number, n: number): Info;
  /** A forward convolution. */
  convolve(convolution: Convolution): Info;
}

/** Finds the operations in a backend. */
export function xnnpack(backend: WasmBackend, heap: Heap): Xnnpack {
  const number = "number", array = "array";
  const matMul = backend.wasm.cwrap("BatchMatMul", null, [
    ...[number, array, number],
    ...[number, array, number],
    ...[number, number, number],
  ]);
  const conv2d = backend.wasm.cwrap("Conv2D", null, Array(19).fill(number));
  const shape = (...dimensions: number[]) => new Uint8Array(Int32Array.from(dimensions).buffer);
  return Object.freeze({
    product(a: Info, b: Info, m: number, k: number, n: number): Info {
      const out = heap.output([m, n]);
      matMul(heap.id(a), shape(1, m, k), 3, heap.id(b), shape(1, k, n), 3, 0, 0, heap.id(out));
      return out;
    },
    convolve({ x, input, filter, kernel, pad, stride, dilation, output }: Convolution): Info {
      const [n, h, w, ci] = input;
      const out = heap.output(output);
      const same = 0;
      conv2d(
        ...[heap.id(x), n, h, w, heap.id(filter), ...kernel, ...pad, same],
        ...[...dilation, ...stride, ci, output[3], heap.id(out)],
      );
      return out;
    },
  });
}
