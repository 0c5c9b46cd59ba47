import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { warmup } from "../../src/schedules/warmup.ts";

Deno.test("warmup() begins at a third by default and leaves the schedule's own count alone", () => {
  const lr = warmup((step) => step + 3, { epochs: 1 });
  [1, 4 * 2 / 3, 5, 6].forEach((rate, step) =>
    assertAlmostEquals(lr(step, { steps: 9, stepsPerEpoch: 3 }), rate, 1e-12)
  );
});

Deno.test("warmup() refuses a factor above 1", () => {
  const error = assertThrows(() => warmup(() => 1, { steps: 2, factor: 2 }), RangeError);
  assertEquals(error.message, "Cannot make warmup as factor must be in [0, 1]: got 2.");
});
