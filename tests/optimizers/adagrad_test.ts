import { assertEquals, assertThrows } from "@std/assert";
import { adagrad } from "../../src/optimizers/adagrad.ts";
import { weight } from "../../src/tensors/weight.ts";

Deno.test("adagrad() begins its sums where it is told to", () => {
  const slots = adagrad({ lr: 1, initialAccumulator: 0.5 }).init({ w: weight([2], 0) });
  assertEquals(Object.keys(slots), ["w/sum"]);
  assertEquals(slots["w/sum"]!.arraySync(), [0.5, 0.5]);
});

Deno.test("adagrad() refuses numbers out of their range", () => {
  const error = assertThrows(() => adagrad({ lr: 1, initialAccumulator: -1 }), RangeError);
  assertEquals(
    error.message,
    "Cannot make adagrad as initialAccumulator must be a finite number of at least 0: got -1.",
  );
});
