import { assertEquals, assertThrows } from "@std/assert";
import { hinge } from "../../src/losses/hinge.ts";
import { tf } from "../../src/tf.ts";

Deno.test("hinge() refuses a target of another shape", () => {
  assertEquals(
    assertThrows(() => hinge()(tf.zeros([2, 1]), tf.zeros([2])), TypeError).message,
    "Cannot compute the hinge loss as prediction and target must be of one shape: got [2, 1] and [2]. " +
      "Reshape one of them.",
  );
});

Deno.test("hinge() takes yes and no as 1 and -1, as 1 and 0, or as booleans", () => {
  const x = tf.tensor1d([0.5, 0.25]);
  const [sides, bits, words] = [tf.tensor1d([1, -1]), tf.tensor1d([1, 0], "int32"), tf.tensor1d([true, false], "bool")]
    .map((target) => (hinge()(x, target) as tf.Scalar).dataSync()[0]);
  assertEquals([sides, bits, words], [0.875, 0.875, 0.875]);
});
