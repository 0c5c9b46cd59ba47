import { assertEquals, assertThrows } from "@std/assert";
import { courseOf } from "../../src/training/course.ts";

const data = (batchSize: number, batches: number, all = 250) => ({
  ...{ name: "d", batchSize, batches: { train: batches }, samples: { train: all }, train: () => [] },
});
const told = (...[data, length, at]: Parameters<typeof courseOf>) => {
  const { batches, steps, span, shift } = courseOf(data, length, at);
  return [batches, steps, span.steps, span.stepsPerEpoch, shift];
};

Deno.test("courseOf() moves nothing where a run begins, or goes on with the batches of before", () => {
  assertEquals(told(data(10, 25), { epochs: 4 }, { step: 0, epoch: 0, batch: 0, samples: 0 }), [25, 100, 100, 25, 0]);
  assertEquals(told(data(10, 25), { epochs: 4 }, { step: 37, epoch: 1, batch: 12, samples: 120 }), [
    25,
    100,
    100,
    25,
    0,
  ]);
  assertEquals(told(data(10, 25), { epochs: 4 }, { step: 50, epoch: 2, batch: 0, samples: 0 }), [25, 100, 100, 25, 0]);
  assertEquals(told(data(10, 25), { epochs: 4 }, { step: 25, epoch: 0, batch: 25, samples: 250 }), [
    25,
    100,
    100,
    25,
    0,
  ]);
});

Deno.test("courseOf() counts what is left in batches of today, larger or smaller", () => {
  assertEquals(told(data(50, 5), { epochs: 4 }, { step: 37, epoch: 1, batch: 12, samples: 120 }), [15, 50, 20, 5, -30]);
  // 65 of 125 batches of two are left, then two epochs.
  assertEquals(told(data(2, 125), { epochs: 4 }, { step: 37, epoch: 1, batch: 12, samples: 120 }), [
    77,
    352,
    500,
    125,
    148,
  ]);
  // Between epochs too: 50 steps were half of 100, and 10 are half of 20.
  assertEquals(told(data(50, 5), { epochs: 4 }, { step: 50, epoch: 2, batch: 0, samples: 0 }), [5, 60, 20, 5, -40]);
});

Deno.test("courseOf() leaves out a last, smaller batch where the dataset does", () => {
  assertEquals(told(data(40, 6), { epochs: 1 }, { step: 12, epoch: 0, batch: 12, samples: 120 }), [15, 15, 6, 6, -9]);
  assertEquals(told(data(40, 7), { epochs: 1 }, { step: 12, epoch: 0, batch: 12, samples: 120 }), [16, 16, 7, 7, -9]);
});

Deno.test("courseOf() takes the steps of a run counted in steps as they are given", () => {
  assertEquals(told(data(50, 5), { steps: 60 }, { step: 37, epoch: 1, batch: 12, samples: 120 }), [15, 60, 60, 5, 0]);
});

Deno.test("courseOf() knows what a dataset does not tell as little as it does", () => {
  const silent = { name: "d", train: () => [] }, batches = { ...silent, batches: { train: 5 } };
  assertEquals(told(silent, { epochs: 2 }, { step: 3, epoch: 0, batch: 3, samples: 3 }), [
    undefined,
    undefined,
    Infinity,
    Infinity,
    0,
  ]);
  assertEquals(told(batches, { epochs: 2 }, { step: 3, epoch: 0, batch: 3, samples: 3 }), [5, 10, 10, 5, 0]);
});

Deno.test("courseOf() refuses a length by which a run would never end", () => {
  const data = { name: "d", train: () => [] }, at = { step: 0, epoch: 0, batch: 0, samples: 0 };
  for (const length of [{}, { epochs: 1.5 }, { steps: 0 }, { epochs: NaN }, { epochs: 1, steps: 1 }]) {
    assertThrows(
      () => courseOf(data, length as never, at),
      RangeError,
      "Cannot train as a run lasts a whole number of",
    );
  }
});
