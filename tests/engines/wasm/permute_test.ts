import { assertEquals } from "@std/assert";
import { wasm } from "../../../src/engines/wasm.ts";
import { tf } from "../../../src/tf.ts";

await wasm().open();

Deno.test("copyRuns() copy a run whatever its length, and part of a line", () => {
  for (const size of [1, 3, 4, 15, 16, 1023, 1025, 40_000]) {
    const x = tf.reshape(tf.range(0, 2 * size), [2, size]);
    const [first, second] = tf.unstack(x, 0) as [tf.Tensor, tf.Tensor];
    assertEquals([first.dataSync()[size - 1], second.dataSync()[0], second.dataSync()[size - 1]], [
      size - 1,
      size,
      2 * size - 1,
    ]);
    assertEquals(tf.sum(second).dataSync()[0], Math.fround((3 * size - 1) * size / 2));
  }
});
