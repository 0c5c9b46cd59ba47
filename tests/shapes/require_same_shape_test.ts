import { assertThrows } from "@std/assert";
import { requireSameShape } from "../../src/shapes/require_same_shape.ts";
import { tf } from "../../src/tf.ts";

Deno.test("requireSameShape() refuses shapes of equal size that differ", () => {
  requireSameShape("loss", tf.zeros([2, 3]), tf.zeros([2, 3]));
  requireSameShape("loss", tf.scalar(1), tf.scalar(2));
  assertThrows(() => requireSameShape("loss", tf.zeros([2, 3]), tf.zeros([3, 2])), TypeError, "got [2, 3] and [3, 2]");
});
