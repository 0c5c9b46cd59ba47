import { assertEquals, assertThrows } from "@std/assert";
import { swaLr } from "../../src/schedules/swa_lr.ts";

Deno.test("swaLr() leaves a schedule after three quarters of the run by default, within ten epochs", () => {
  const lr = swaLr((step) => step, { to: 0, annealing: "linear" }), span = { steps: 400, stepsPerEpoch: 5 };
  assertEquals([0, 299, 300, 325, 350, 399].map((step) => lr(step, span)), [0, 299, 300, 150, 0, 0]);
});

Deno.test("swaLr() refuses what is no schedule", () => {
  assertThrows(
    () => swaLr(0.1 as never, { to: 1 }),
    RangeError,
    "Cannot make swaLr as schedule must be a function: got 0.1.",
  );
});
