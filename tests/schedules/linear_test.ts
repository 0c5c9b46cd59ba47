import { assertEquals } from "@std/assert";
import { linear } from "../../src/schedules/linear.ts";

Deno.test("linear() reaches its end in the last step of the run, or in its only one", () => {
  assertEquals(linear(1, 0)(4, { steps: 5, stepsPerEpoch: 5 }), 0);
  assertEquals(linear(1, 0, { steps: 1 })(0, { steps: 5, stepsPerEpoch: 5 }), 0);
});
