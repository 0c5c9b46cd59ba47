import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { oneCycle } from "../../src/schedules/one_cycle.ts";

Deno.test("oneCycle() goes up and down in straight lines if told to", () => {
  const lr = oneCycle(1, { steps: 5, pctStart: 0.6, divFactor: 2, finalDivFactor: 5, annealing: "linear" });
  [0.5, 0.75, 1, 0.55, 0.1, 0.1].forEach((rate, step) =>
    assertAlmostEquals(lr(step, { steps: 9, stepsPerEpoch: 9 }), rate, 1e-12)
  );
});

Deno.test("oneCycle() is finite at its borders: no way up, no way down, one step", () => {
  const span = { steps: 9, stepsPerEpoch: 9 };
  for (const options of [{ pctStart: 0 }, { pctStart: 1 }, { pctStart: 0.5, steps: 2 }, { steps: 1 }]) {
    for (let step = 0; step < 9; step++) assertEquals(Number.isFinite(oneCycle(1, options)(step, span)), true);
  }
});

Deno.test("oneCycle() refuses numbers out of their range", () => {
  const error = assertThrows(() => oneCycle(1, { pctStart: 2 }), RangeError);
  assertEquals(error.message, "Cannot make oneCycle as pctStart must be in [0, 1]: got 2.");
  assertThrows(
    () => oneCycle(1, { divFactor: 0 }),
    RangeError,
    "Cannot make oneCycle as divFactor must be a finite number above 0",
  );
});
