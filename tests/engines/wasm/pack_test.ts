import { assertEquals } from "@std/assert";
import { wasm } from "../../../src/engines/wasm.ts";
import { tf } from "../../../src/tf.ts";

await wasm().open();

const x = tf.tensor2d([[1, 2, 3], [4, 5, 6]]), y = tf.tensor2d([[7, 8, 9], [10, 11, 12]]);

Deno.test("packKernels() stack along any axis", () => {
  assertEquals(tf.stack([x, y]).arraySync(), [[[1, 2, 3], [4, 5, 6]], [[7, 8, 9], [10, 11, 12]]]);
  assertEquals(tf.stack([x, y], 1).arraySync(), [[[1, 2, 3], [7, 8, 9]], [[4, 5, 6], [10, 11, 12]]]);
  assertEquals(tf.stack([x, y], 2).arraySync(), [[[1, 7], [2, 8], [3, 9]], [[4, 10], [5, 11], [6, 12]]]);
});

Deno.test("packKernels() take apart what they stacked", () => {
  for (const axis of [0, 1, 2, -1]) {
    const parts = tf.unstack(tf.stack([x, y], axis < 0 ? 2 : axis), axis);
    assertEquals(parts.map((part) => part.arraySync()), [x.arraySync(), y.arraySync()]);
  }
});

Deno.test("packKernels() leave whole numbers whole", () => {
  const whole = tf.stack([tf.cast(x, "int32"), tf.cast(y, "int32")]);
  assertEquals([whole.dtype, tf.unstack(whole)[1]!.dtype, tf.unstack(whole)[1]!.arraySync()], [
    "int32",
    "int32",
    y.arraySync(),
  ]);
});
