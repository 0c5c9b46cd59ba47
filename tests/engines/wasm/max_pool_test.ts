import { assertEquals } from "@std/assert";
import { wasm } from "../../../src/engines/wasm.ts";
import { tf } from "../../../src/tf.ts";

await wasm().open();

const slope = (values: number[]) =>
  tf.grad((x) => tf.maxPool(x as tf.Tensor4D, 2, 1, "valid"))(tf.tensor4d(values, [1, 2, 3, 1]));

Deno.test("maxPoolKernels() give the gradient to the largest, below zero too", () => {
  assertEquals(slope([-9, -1, -8, -7, -6, -5]).reshape([6]).arraySync(), [0, 2, 0, 0, 0, 0]);
});

Deno.test("maxPoolKernels() give the gradient to the first of equals", () => {
  assertEquals(slope([0, 0, 0, 0, 0, 0]).reshape([6]).arraySync(), [1, 1, 0, 0, 0, 0]);
});
