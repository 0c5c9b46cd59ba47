import { assertEquals, assertThrows } from "@std/assert";
import { cyclic } from "../../src/schedules/cyclic.ts";

Deno.test("cyclic() counts its ways in epochs too", () => {
  const lr = cyclic(1, 5, { up: { epochs: 1 }, down: { epochs: 0.5 } }), span = { steps: 40, stepsPerEpoch: 4 };
  assertEquals([0, 1, 4, 5, 6, 7].map((step) => lr(step, span)), [1, 2, 5, 3, 1, 2]);
});

Deno.test("cyclic() refuses a mode that it does not know", () => {
  assertThrows(
    () => cyclic(0, 1, { mode: "exp_range" as never }),
    RangeError,
    "Cannot make cyclic as mode must be triangular, triangular2 or expRange: got exp_range.",
  );
});
