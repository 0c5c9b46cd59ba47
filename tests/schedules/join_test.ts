import { assertEquals, assertThrows } from "@std/assert";
import { constant } from "../../src/schedules/constant.ts";
import { exponential } from "../../src/schedules/exponential.ts";
import { join } from "../../src/schedules/join.ts";
import { linear } from "../../src/schedules/linear.ts";
import { perEpoch } from "../../src/schedules/per_epoch.ts";
import { multiStep, step } from "../../src/schedules/step.ts";

Deno.test("join() lets the last schedule last for what is left", () => {
  const lr = join(constant(9, { steps: 2 }), constant(8, { epochs: 1 }), linear(4, 0));
  assertEquals(
    Array.from({ length: 11 }, (_, step) => lr(step, { steps: 10, stepsPerEpoch: 3 })),
    [9, 9, 8, 8, 8, 4, 3, 2, 1, 0, 0],
  );
});

Deno.test("join() refuses a schedule without an end before another, by types and at run time", () => {
  // @ts-expect-error exponential never ends
  const endless = () => join(exponential(1, 0.5), constant(1));
  assertEquals(
    assertThrows(endless, TypeError).message,
    "Cannot join schedules as all but the last must end: got one without an end in place 1. Give it a length.",
  );
  // @ts-expect-error there must be one
  const nothing = () => join();
  assertThrows(nothing, TypeError, "Cannot join schedules as all but the last must end: got none.");
});

Deno.test("join() lets what follows change where the run's epochs end", () => {
  const span = { steps: 12, stepsPerEpoch: 3 };
  const sequence = (lr: (step: number, at: typeof span) => number) =>
    Array.from({ length: 12 }, (_, step) => lr(step, span));
  const start = constant(9, { steps: 4 });
  // Steps 3 to 5 are the second epoch, 6 to 8 the third.
  assertEquals(sequence(join(start, perEpoch(exponential(8, 0.5)))), [9, 9, 9, 9, 8, 8, 4, 4, 4, 2, 2, 2]);
  assertEquals(
    sequence(join(start, multiStep(8, { epochs: [2], gamma: 0.5 }))),
    [9, 9, 9, 9, 8, 8, 8, 8, 8, 4, 4, 4],
  );
  assertEquals(sequence(join(start, step(8, { epochs: 1, gamma: 0.5 }))), [9, 9, 9, 9, 8, 8, 4, 4, 4, 2, 2, 2]);
  // What is left are parts of three epochs, the last of which a linear schedule ends at.
  assertEquals(sequence(join(start, perEpoch(linear(2, 0)))), [9, 9, 9, 9, 2, 2, 1, 1, 1, 0, 0, 0]);
  assertEquals(
    sequence(join(start, join(constant(7, { steps: 1 }), perEpoch(exponential(8, 0.5))))),
    [9, 9, 9, 9, 7, 8, 4, 4, 4, 2, 2, 2],
  );
});
