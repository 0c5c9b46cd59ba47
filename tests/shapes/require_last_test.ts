import { assertThrows } from "@std/assert";
import { requireLast } from "../../src/shapes/require_last.ts";
import { tf } from "../../src/tf.ts";

Deno.test("requireLast() takes a number for each place of the last axis, and neither one for all nor more", () => {
  requireLast("loss", "weights", [1, 2, 3], tf.zeros([5, 4, 3]));
  for (const list of [[1], [1, 2, 3, 4]]) {
    const text =
      `Cannot compute the loss as weights needs a number for each place of the last axis: got ${list.length} and [4, 3].`;
    assertThrows(() => requireLast("loss", "weights", list, tf.zeros([4, 3])), TypeError, text);
  }
});
