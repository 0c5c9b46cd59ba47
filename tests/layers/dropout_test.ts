import { assertAlmostEquals, assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import { dropout } from "../../src/layers/dropout.ts";
import { sequential } from "../../src/layers/sequential.ts";
import { tf } from "../../src/tf.ts";

Deno.test("dropout() drops its share and scales the rest", () => {
  const y = dropout({ rate: 0.2 }).forward(tf.ones([10_000]), { training: true, seed: 5 }).dataSync();
  assertEquals(new Set(y), new Set([0, 1.25]));
  // Five standard deviations of a count of 10,000 at 0.2.
  assertAlmostEquals(y.filter((value) => value === 0).length, 2000, 200);
});

Deno.test("dropout() draws the same mask by the same seed, and another by another one", () => {
  const draw = (seed: number) => dropout().forward(tf.ones([64]), { training: true, seed }).arraySync();
  assertEquals(draw(1), draw(1));
  assertNotEquals(draw(1), draw(2));
  assertNotEquals(draw(0), draw(1));
});

Deno.test("dropout() draws apart from its twin elsewhere in the model", () => {
  const twice = sequential(dropout(), dropout());
  const kept = twice.forward(tf.ones([10_000]), { training: true, seed: 3 }).dataSync().filter((value) => value > 0);
  // With one mask for both it would be a half; five standard deviations of a count of 10,000 at a quarter.
  assertAlmostEquals(kept.length, 2500, 217);
});

Deno.test("dropout() gives back its input in prediction and at a rate of 0", () => {
  const x = tf.ones([8]);
  assertEquals(dropout().forward(x, { training: false, seed: 1 }), x);
  assertEquals(dropout({ rate: 0 }).forward(x, { training: true, seed: 1 }), x);
});

Deno.test("dropout() refuses a rate of all", () => {
  assertThrows(() => dropout({ rate: 1 }), RangeError, "Cannot make dropout as rate must be in [0, 1): got 1.");
});
