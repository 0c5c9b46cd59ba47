import { assertEquals, assertThrows } from "@std/assert";
import { multiStep, step } from "../../src/schedules/step.ts";

const span = { steps: 30, stepsPerEpoch: 3 };

Deno.test("step() and multiStep() change with the epoch's first step", () => {
  assertEquals([5, 6, 12].map((now) => step(1, { epochs: 2, gamma: 0.5 })(now, span)), [1, 0.5, 0.25]);
  assertEquals([5, 6, 12].map((now) => multiStep(1, { epochs: [2], gamma: 0.5 })(now, span)), [1, 0.5, 0.5]);
});

Deno.test("multiStep() counts a milestone that is named twice twice, in any order", () => {
  assertEquals([1, 2, 4].map((now) => multiStep(1, { steps: [4, 2, 2], gamma: 0.5 })(now, span)), [1, 0.25, 0.125]);
});

Deno.test("step() and multiStep() refuse what cannot be counted", () => {
  assertEquals(
    assertThrows(() => step(1, { steps: 0.5 }), RangeError).message,
    "Cannot make step as steps or epochs must be a whole number of at least 1: got steps 0.5, epochs undefined.",
  );
  assertEquals(
    assertThrows(() => multiStep(1, { epochs: [2, 0] }), RangeError).message,
    "Cannot make multiStep as steps or epochs must be whole numbers of at least 1: got steps undefined, epochs 2,0.",
  );
});
