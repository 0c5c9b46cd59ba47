import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { dropout } from "../../src/models/dropout.ts";
import { tf } from "../../src/tf.ts";

Deno.test("dropout() drops its share and scales the rest", () => {
  const y = dropout({ rate: 0.2 }).forward(tf.ones([10_000]), { training: true, seed: 5 }).dataSync();
  assertEquals(new Set(y), new Set([0, 1.25]));
  // Five standard deviations of a count of 10,000 at 0.2.
  assertAlmostEquals(y.filter((value) => value === 0).length, 2000, 200);
});

Deno.test("dropout() refuses a rate of all", () => {
  assertThrows(() => dropout({ rate: 1 }), RangeError, "Cannot make dropout as rate must be in [0, 1): got 1.");
});
