import { assertEquals } from "@std/assert";
import { cpu } from "../../../src/engines/cpu.ts";
import { wasm } from "../../../src/engines/wasm.ts";
import { tf } from "../../../src/tf.ts";
import { agrees } from "../operation.ts";
import { isPlain, meets, tapsOf } from "../../../src/engines/wasm/convolution.ts";
import { windowOf } from "../../../src/shapes/window.ts";

await wasm().open();

type Tensor4 = tf.Tensor4D;
const ones = (...shape: [number, number, number, number]) => tf.ones(shape) as Tensor4;

Deno.test("convolutionKernels() counts the pixels under each window", () => {
  const counts = tf.conv2d(ones(1, 3, 3, 1), ones(3, 3, 1, 1), 1, 1);
  assertEquals(counts.reshape([9]).arraySync(), [4, 6, 4, 6, 9, 6, 4, 6, 4]);
});

Deno.test("convolutionKernels() give the filter the sum of the pixels that each tap met", () => {
  const x = tf.tensor4d([1, 2, 3, 4], [1, 2, 2, 1]);
  const gradient = tf.grad((f) => tf.conv2d(x, f as Tensor4, 1, 1))(ones(3, 3, 1, 1));
  assertEquals(gradient.reshape([9]).arraySync(), [1, 3, 2, 4, 10, 6, 3, 7, 4]);
});

Deno.test("convolutionKernels() give zero to taps that only ever meet padding", () => {
  const x = tf.tensor4d([5], [1, 1, 1, 1]);
  const gradient = tf.grad((f) => tf.conv2d(x, f as Tensor4, 1, 1))(ones(3, 3, 1, 1));
  assertEquals(gradient.reshape([9]).arraySync(), [0, 0, 0, 0, 5, 0, 0, 0, 0]);
});

Deno.test("convolutionKernels() give each pixel the taps that met it, and none to those stepped over", () => {
  const gradient = tf.grad((x) => tf.conv2d(x as Tensor4, ones(1, 1, 1, 1), 2, "valid"))(ones(1, 3, 3, 1));
  assertEquals(gradient.reshape([9]).arraySync(), [1, 0, 1, 0, 0, 0, 1, 0, 1]);
});

const cases = [
  { x: [5, 7, 7, 200], filter: [3, 3, 200, 30], stride: 1, pad: 1 },
  { x: [3, 13, 9, 40], filter: [3, 3, 40, 50], stride: 2, pad: 1 },
  { x: [2, 12, 11, 3], filter: [11, 11, 3, 9], stride: 2, pad: 5 },
  { x: [40, 4, 4, 20], filter: [1, 1, 20, 130], stride: 2, pad: 0 },
  { x: [2, 20, 20, 1], filter: [5, 5, 1, 6], stride: 3, pad: 2 },
] as const;
for (const { x, filter, stride, pad } of cases) {
  Deno.test(`convolutionKernels() agree with cpu on [${x}] by [${filter}], beyond a tile, a block or a task`, async () => {
    await agrees(wasm(), cpu(), {
      ...{ name: `convolution ${x} ${filter}`, shapes: [x, filter], gradient: "smooth" },
      run: (x, f) => tf.conv2d(x as Tensor4, f as Tensor4, stride, pad),
    });
  });
}

await wasm().open();

const x = tf.tensor4d([1, 10, 2, 20, 3, 30, 4, 40], [1, 2, 2, 2]);
const filter = tf.tensor4d([1, 2, 3, 4], [1, 1, 2, 2]);
const convolve = (x: tf.Tensor, f: tf.Tensor) => tf.depthwiseConv2d(x as tf.Tensor4D, f as tf.Tensor4D, 1, "valid");

Deno.test("depthwiseKernels() give each channel's filters the sum of that channel", () => {
  const [, gradient] = tf.grads(convolve)([x, filter]);
  assertEquals(gradient!.reshape([4]).arraySync(), [10, 10, 100, 100]);
});

Deno.test("depthwiseKernels() give each channel the sum of its filters", () => {
  const [gradient] = tf.grads(convolve)([x, filter]);
  assertEquals(gradient!.reshape([8]).arraySync(), [3, 7, 3, 7, 3, 7, 3, 7]);
});

Deno.test("tapsOf() says where taps lie, dilated and padded", () => {
  const window = windowOf([1, 5, 4, 2], [2, 2, 2, 5], { strides: 1, pad: 1, dilations: 2 });
  assertEquals(tapsOf(window), [[-1, -1], [-1, 1], [1, -1], [1, 1]]);
});

Deno.test("tapsOf() lists those that only ever meet padding too", () => {
  const window = windowOf([1, 1, 2, 2], [3, 3, 2, 5], { strides: [1, 2], pad: 1 });
  assertEquals(tapsOf(window), [-1, 0, 1].flatMap((down) => [-1, 0, 1].map((right) => [down, right] as const)));
});

Deno.test("isPlain() knows a plain product of matrices", () => {
  const plain = (size: number, k: number, strides: number, pad: number) =>
    isPlain(windowOf([2, size, size, 3], [k, k, 3, 4], { strides, pad }));
  assertEquals([plain(4, 1, 1, 0), plain(1, 1, 2, 0)], [true, true]);
  assertEquals([plain(4, 1, 2, 0), plain(4, 1, 1, 1), plain(4, 3, 1, 1), plain(1, 3, 1, 1)], Array(4).fill(false));
});

Deno.test("meets() counts the places that see pixels", () => {
  for (let offset = -5; offset < 8; offset++) {
    for (const step of [1, 2, 3]) {
      for (const places of [1, 2, 5]) {
        for (const input of [1, 2, 4]) {
          const seen = Array.from({ length: places }, (_, at) => at).filter((at) =>
            offset + at * step >= 0 && offset + at * step < input
          );
          const [first, count] = meets(offset, step, places, input);
          assertEquals(count, seen.length, `offset ${offset}, step ${step}, ${places} places, ${input} pixels`);
          if (count > 0) assertEquals(first, seen[0]);
        }
      }
    }
  }
});
