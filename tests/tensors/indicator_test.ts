import { assertEquals } from "@std/assert";
import { indicator } from "../../src/tensors/indicator.ts";
import { tf } from "../../src/tf.ts";

await tf.setBackend("cpu");

Deno.test("indicator() has one axis more than its numbers", () => {
  const rows = indicator(tf.tensor2d([[2, 0]], [1, 2], "int32"), 3);
  assertEquals([rows.dtype, rows.arraySync()], ["float32", [[[0, 0, 1], [1, 0, 0]]]]);
});
