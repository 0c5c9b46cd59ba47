import { assertEquals, assertThrows } from "@std/assert";
import { exponential } from "../../src/schedules/exponential.ts";

Deno.test("exponential() refuses a factor that is not above 0", () => {
  assertEquals(exponential(8, 0.5)(3, { steps: 9, stepsPerEpoch: 9 }), 1);
  const error = assertThrows(() => exponential(1, 0), RangeError);
  assertEquals(error.message, "Cannot make exponential as gamma must be a finite number above 0: got 0.");
});
