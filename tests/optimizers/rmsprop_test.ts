import { assertEquals, assertThrows } from "@std/assert";
import { rmsprop } from "../../src/optimizers/rmsprop.ts";
import { weight } from "../../src/tensors/weight.ts";

Deno.test("rmsprop() keeps a mean square, and a velocity if it has momentum", () => {
  const params = { w: weight([2], 0) };
  assertEquals(Object.keys(rmsprop({ lr: 1 }).init(params)), ["w/square"]);
  assertEquals(Object.keys(rmsprop({ lr: 1, momentum: 0.9 }).init(params)), ["w/square", "w/velocity"]);
});

Deno.test("rmsprop() refuses numbers out of their range", () => {
  const error = assertThrows(() => rmsprop({ lr: 1, alpha: 1 }), RangeError);
  assertEquals(error.message, "Cannot make rmsprop as alpha must be in [0, 1): got 1.");
});
