import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { cosineRestarts } from "../../src/schedules/cosine_restarts.ts";

const span = { steps: 40, stepsPerEpoch: 10 };

Deno.test("cosineRestarts() begins anew with epochs or shares of the run", () => {
  for (const period of [{ epochs: 1 }, { share: 0.25 }, { steps: 10 }]) {
    const lr = cosineRestarts(2, period);
    assertEquals([0, 10, 20, 30].map((step) => lr(step, span)), [2, 2, 2, 2]);
    assertAlmostEquals(lr(25, span), 1, 1e-12);
  }
});

Deno.test("cosineRestarts() begins lower each time by gamma, periods of one length or not", () => {
  const alike = cosineRestarts(8, { steps: 5, gamma: 0.5 }),
    growing = cosineRestarts(8, { steps: 5, mult: 2, gamma: 0.5 });
  assertEquals([0, 5, 10, 15].map((step) => alike(step, span)), [8, 4, 2, 1]);
  assertEquals([0, 5, 15, 35].map((step) => growing(step, span)), [8, 4, 2, 1]);
});

Deno.test("cosineRestarts() refuses periods that shrink", () => {
  assertThrows(
    () => cosineRestarts(1, { mult: 0.5 }),
    RangeError,
    "Cannot make cosineRestarts as mult must be at least 1: got 0.5.",
  );
});
