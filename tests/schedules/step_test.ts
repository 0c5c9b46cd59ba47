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
    "Cannot make step as steps or epochs must be a whole number of at least 1, or share in (0, 1]: got steps 0.5.",
  );
  assertEquals(
    assertThrows(() => multiStep(1, { epochs: [2, 0] }), RangeError).message,
    "Cannot make multiStep as steps or epochs must be whole numbers of at least 1, or shares in (0, 1]: got epochs 2,0.",
  );
  assertThrows(() => step(1, { share: 0.5, steps: 3 } as never), RangeError, "got steps 3 and share 0.5.");
  assertThrows(() => multiStep(1, { shares: [] }), RangeError, "got shares .");
  assertThrows(() => multiStep(1, {} as never), RangeError, "got none.");
});

Deno.test("step() and multiStep() change after shares of the run", () => {
  const rates = (lr: (step: number, at: object) => number) =>
    Array.from({ length: 10 }, (_, now) => lr(now, { steps: 10, stepsPerEpoch: 5 }));
  assertEquals(rates(step(1, { share: 0.3, gamma: 0.5 }) as never), [1, 1, 1, 0.5, 0.5, 0.5, 0.25, 0.25, 0.25, 0.125]);
  assertEquals(rates(multiStep(1, { shares: [0.5, 0.75], gamma: 0.5 }) as never), [
    1,
    1,
    1,
    1,
    1,
    0.5,
    0.5,
    0.5,
    0.25,
    0.25,
  ]);
});
