import { assertEquals, assertThrows } from "@std/assert";
import { smoothL1 } from "../../src/losses/smooth_l1.ts";
import { tf } from "../../src/tf.ts";

Deno.test("smoothL1() refuses a target of another shape", () => {
  assertEquals(
    assertThrows(() => smoothL1()(tf.zeros([2, 1]), tf.zeros([2])), TypeError).message,
    "Cannot compute the smooth L1 loss as prediction and target must be of one shape: got [2, 1] and [2]. " +
      "Reshape one of them.",
  );
});

Deno.test("smoothL1() refuses a beta that is not above 0", () => {
  const error = assertThrows(() => smoothL1({ beta: 0 }), RangeError);
  assertEquals(error.message, "Cannot make smoothL1 as beta must be a finite number above 0: got 0.");
});
