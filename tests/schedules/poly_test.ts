import { assertEquals, assertThrows } from "@std/assert";
import { poly } from "../../src/schedules/poly.ts";

Deno.test("poly() falls by its power to its least value", () => {
  const lr = poly(5, { to: 1, power: 2, steps: 3 });
  assertEquals([0, 1, 2, 3].map((step) => lr(step, { steps: 9, stepsPerEpoch: 9 })), [5, 2, 1, 1]);
});

Deno.test("poly() refuses a power that is not above 0", () => {
  const error = assertThrows(() => poly(1, { power: 0 }), RangeError);
  assertEquals(error.message, "Cannot make poly as power must be a finite number above 0: got 0.");
});
