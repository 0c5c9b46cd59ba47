import { assertEquals } from "@std/assert";
import { wasm } from "../../../src/engines/wasm.ts";
import { tf } from "../../../src/tf.ts";

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
