import { assertEquals, assertThrows } from "@std/assert";
import { linear } from "../../src/schedules/linear.ts";
import { perEpoch } from "../../src/schedules/per_epoch.ts";

Deno.test("perEpoch() shows a schedule a run of epochs, the last one cut short", () => {
  const lr = perEpoch(linear(2, 0));
  assertEquals([0, 1, 2, 3, 4].map((step) => lr(step, { steps: 5, stepsPerEpoch: 2 })), [2, 2, 1, 1, 0]);
});

Deno.test("perEpoch() refuses epochs of unknown length", () => {
  const lr = perEpoch(linear(2, 0));
  assertThrows(() => lr(0, { steps: 5, stepsPerEpoch: Infinity }), RangeError, "Cannot follow perEpoch as");
});
