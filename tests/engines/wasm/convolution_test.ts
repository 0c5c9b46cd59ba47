import { assertEquals } from "@std/assert";
import { cpu } from "../../../src/engines/cpu.ts";
import { wasm } from "../../../src/engines/wasm.ts";
import { tf } from "../../../src/tf.ts";
import { agrees } from "../operation.ts";

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
