import { assertEquals } from "@std/assert";
import { resizedTo } from "../../src/tensors/resized_to.ts";
import { tf } from "../../src/tf.ts";

await tf.setBackend("cpu");

Deno.test("resizedTo() answers maps themselves where they have the size", () => {
  const maps = tf.zeros([1, 2, 3, 1]) as tf.Tensor4D;
  assertEquals(resizedTo(maps, [2, 3]) === maps, true);
  assertEquals(resizedTo(maps, [4, 3]).shape, [1, 4, 3, 1]);
});
