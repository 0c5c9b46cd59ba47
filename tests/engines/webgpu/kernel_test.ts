import { assertEquals } from "@std/assert";
import { install } from "../../../src/engines/webgpu/kernel.ts";
import { tf } from "../../../src/tf.ts";
import { anyAdapter, numbersOf, openAny } from "./any_adapter.ts";

Deno.test({
  name: "install() puts a kernel in the place of the one that is there",
  ...anyAdapter,
  async fn() {
    await openAny();
    const shipped = tf.getKernel("Neg", "webgpu");
    install({ Neg: ({ x }) => tf.mul(x as tf.Tensor, -2) });
    try {
      assertEquals(await numbersOf(() => tf.neg(tf.tensor1d([3]))), [[-6]]);
    } finally {
      tf.unregisterKernel("Neg", "webgpu");
      tf.registerKernel(shipped);
    }
    assertEquals(await numbersOf(() => tf.neg(tf.tensor1d([3]))), [[-3]]);
  },
});
