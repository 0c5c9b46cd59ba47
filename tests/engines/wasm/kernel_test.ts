import { assertEquals } from "@std/assert";
import { install } from "../../../src/engines/wasm/kernel.ts";
import { wasm } from "../../../src/engines/wasm.ts";
import { tf } from "../../../src/tf.ts";

await wasm().open();

Deno.test("install() puts a kernel in the place of the one that is there", () => {
  const shipped = tf.getKernel("Neg", "wasm");
  install({ Neg: ({ x }) => tf.mul(x as tf.Tensor, -2) });
  try {
    assertEquals(tf.neg(tf.tensor1d([3])).arraySync(), [-6]);
  } finally {
    tf.unregisterKernel("Neg", "wasm");
    tf.registerKernel(shipped);
  }
  assertEquals(tf.neg(tf.tensor1d([3])).arraySync(), [-3]);
});
