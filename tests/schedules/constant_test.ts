import { assertEquals, assertThrows } from "@std/assert";
import { constant } from "../../src/schedules/constant.ts";

Deno.test("constant() stays, in a run of unknown length too, and has an end for join", () => {
  assertEquals(constant(0.5)(9, { steps: Infinity, stepsPerEpoch: Infinity }), 0.5);
  assertEquals(constant(0.5, { epochs: 2 }).lasts({ steps: 9, stepsPerEpoch: 3 }), 6);
  assertThrows(() => constant(1, { steps: -1 }), RangeError, "Cannot make constant as steps must be");
});
