import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { rate } from "../../src/pace/rate.ts";

Deno.test("rate() keeps a schedule and makes one of a number", () => {
  const schedule = (step: number) => step;
  assertStrictEquals(rate("sgd", schedule), schedule);
  assertEquals(rate("sgd", 0)(3, { steps: 4, stepsPerEpoch: 4 }), 0);
});

Deno.test("rate() refuses a number that cannot be one", () => {
  const error = assertThrows(() => rate("sgd", -1), RangeError);
  assertEquals(error.message, "Cannot make sgd as lr must be a finite number of at least 0: got -1.");
});
