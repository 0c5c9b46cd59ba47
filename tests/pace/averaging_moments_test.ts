import { assertEquals, assertThrows } from "@std/assert";
import { averagingMoments } from "../../src/pace/averaging_moments.ts";

const moment = (step: number) => ({ step, steps: 12, stepsPerEpoch: 4 });
const steps = Array.from({ length: 12 }, (_, step) => step);

Deno.test("averagingMoments() begins after a stretch of any unit", () => {
  const begins = (begin: object) => {
    const { begun } = averagingMoments("x", { begin });
    return steps.findIndex((step) => begun(moment(step)));
  };
  assertEquals([{ steps: 5 }, { epochs: 2 }, { share: 0.75 }].map(begins), [5, 8, 9]);
  assertEquals(averagingMoments("x", {}).begun(moment(0)), true);
});

Deno.test("averagingMoments() counts an interval from where it began, or takes the last steps of epochs", () => {
  const { due } = averagingMoments("x", { interval: 5 });
  assertEquals(steps.filter((since) => due(moment(since + 3), since)), [0, 5, 10]);
  const epochs = averagingMoments("x", { interval: { epochs: 2 } });
  assertEquals(steps.filter((step) => epochs.due(moment(step), 0)), [7]);
});

Deno.test("averagingMoments() refuses an interval that is none", () => {
  assertThrows(
    () => averagingMoments("ema", { interval: 0 }),
    RangeError,
    "Cannot make ema as interval must be a whole number of at least 1: got 0.",
  );
});
