import { assertEquals, assertThrows } from "@std/assert";
import { sigmoidFocal } from "../../src/losses/sigmoid_focal.ts";
import { tf } from "../../src/tf.ts";

Deno.test("sigmoidFocal() refuses a target of another shape", () => {
  assertEquals(
    assertThrows(() => sigmoidFocal()(tf.zeros([2, 1]), tf.zeros([2])), TypeError).message,
    "Cannot compute the focal loss as prediction and target must be of one shape: got [2, 1] and [2]. " +
      "Reshape one of them.",
  );
});

Deno.test("sigmoidFocal() has slopes that are numbers where an answer is surely right, whatever gamma is", () => {
  for (const gamma of [0, 0.5, 1, 2, 5]) {
    const slope = tf.grad((x) => sigmoidFocal({ gamma })(x, tf.tensor1d([1, 0])) as tf.Scalar)(
      tf.tensor1d([200, -200]),
    );
    assertEquals([...slope.dataSync()].map((number) => number + 0), [0, 0]);
  }
});

Deno.test("sigmoidFocal() refuses an alpha beyond 1", () => {
  const error = assertThrows(() => sigmoidFocal({ alpha: 2 }), RangeError);
  assertEquals(error.message, "Cannot make sigmoidFocal as alpha must be in [0, 1]: got 2.");
});
