import { assertAlmostEquals, assertThrows } from "@std/assert";
import { inverseSqrt } from "../../src/schedules/inverse_sqrt.ts";

Deno.test("inverseSqrt() is Noam's rate at the peak that its width and warm-up have", () => {
  const width = 512, warm = 400, lr = inverseSqrt((width * warm) ** -0.5, { steps: warm });
  for (const step of [0, 7, 398, 399, 400, 1000, 99999]) {
    // Vaswani et al., equation 3, where steps count from 1.
    const noam = width ** -0.5 * Math.min((step + 1) ** -0.5, (step + 1) * warm ** -1.5);
    assertAlmostEquals(lr(step, { steps: Infinity, stepsPerEpoch: Infinity }), noam, 1e-15);
  }
});

Deno.test("inverseSqrt() refuses a warm-up without a length", () => {
  assertThrows(
    () => inverseSqrt(1, {}),
    RangeError,
    "Cannot make inverseSqrt as its warm-up must have a length: got none.",
  );
});
