import { assertEquals, assertStrictEquals } from "@std/assert";
import { cpu } from "../../src/engines/cpu.ts";
import { real } from "../../src/tensors/real.ts";
import { tf } from "../../src/tf.ts";

await cpu().open();

Deno.test("real() makes float32 of whole numbers and truth values, on memory of their own", () => {
  for (
    const [x, wanted] of [[tf.tensor1d([2, -3], "int32"), [2, -3]], [tf.tensor1d([1, 0], "bool"), [1, 0]]] as const
  ) {
    const y = real(x);
    assertEquals([y.dtype, y.dataSync()], ["float32", Float32Array.from(wanted)]);
  }
});

Deno.test("real() leaves real numbers as they are", () => {
  const x = tf.tensor1d([0.5]);
  assertStrictEquals(real(x), x);
  assertEquals([...tf.grad((x) => tf.sum(tf.square(real(x))))(x).dataSync()], [1]);
});
