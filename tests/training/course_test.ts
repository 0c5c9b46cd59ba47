import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
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
  const refused = (length: object) => assertThrows(() => courseOf(data, length as never, at), RangeError).message;
  assertEquals(
    refused({}),
    "Cannot train as a run has a length: got no epochs, steps, samples or minutes; write .train({ epochs: 5 }).",
  );
  for (const length of [{ epochs: 1.5 }, { steps: 0 }, { epochs: NaN }, { epochs: 1, steps: 1 }, { minutes: -1 }]) {
    assertStringIncludes(refused(length), "Cannot train as ");
  }
});

Deno.test("courseOf() works out the steps of so many samples, over ragged epochs, from any place", () => {
  // Epochs of 250 samples in 7 batches of 40, the last of 10: 600 samples are 2 epochs and 100 samples.
  const begun = { step: 0, epoch: 0, batch: 0, samples: 0, seen: 0 };
  assertEquals(told(data(40, 7), { samples: 600 }, begun), [7, 17, 17, 7, 0]);
  assertEquals(told(data(40, 7), { samples: 250 }, begun), [7, 7, 7, 7, 0]);
  assertEquals(told(data(40, 7), { samples: 251 }, begun), [7, 8, 8, 7, 0]);
  assertEquals(told(data(40, 7), { samples: 30 }, begun), [7, 1, 1, 7, 0]);
  const amid = { step: 9, epoch: 1, batch: 2, samples: 80, seen: 330 };
  assertEquals(told(data(40, 7), { samples: 600 }, amid), [7, 17, 17, 7, 0]);
  assertEquals(told(data(40, 7), { samples: 340 }, amid), [7, 10, 10, 7, 0]);
  // A last, smaller batch that is left out is not learnt from: an epoch is 240 samples.
  assertEquals(told(data(40, 6), { samples: 600 }, begun), [6, 15, 15, 6, 0]);
  // With batches of 50 from here on: 4 are left of this epoch, and 100 samples of the next are 2.
  assertEquals(told(data(50, 5), { samples: 600 }, amid), [6, 15, 12, 5, -3]);
});

Deno.test("courseOf() does not know the steps of minutes, but the epochs that schedules may count in", () => {
  const begun = { step: 0, epoch: 0, batch: 0, samples: 0, seen: 0 };
  assertEquals(told(data(10, 25), { minutes: 5 }, begun), [25, undefined, Infinity, 25, 0]);
  assertEquals(told(data(10, 25), { epochs: 4, minutes: 5 }, begun), [25, 100, 100, 25, 0]);
});
