import { assertEquals } from "@std/assert";
import { wasm } from "../../../src/engines/wasm.ts";
import { tf } from "../../../src/tf.ts";

await wasm().open();

Deno.test("splitKernels() cut along any axis, evenly or not, and whole numbers too", () => {
  const x = tf.tensor2d([[1, 2, 3], [4, 5, 6]]);
  assertEquals(tf.split(x, 2, 0).map((part) => part.arraySync()), [[[1, 2, 3]], [[4, 5, 6]]]);
  assertEquals(tf.split(x, [1, -1], -1).map((part) => part.arraySync()), [[[1], [4]], [[2, 3], [5, 6]]]);
  const whole = tf.split(tf.cast(x, "int32"), 3, 1);
  assertEquals(whole.map((part) => [part.dtype, part.arraySync()]), [
    ["int32", [[1], [4]]],
    ["int32", [[2], [5]]],
    ["int32", [[3], [6]]],
  ]);
});
