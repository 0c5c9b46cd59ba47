import { assertEquals, assertThrows } from "@std/assert";
import { type Interval, intervalFaults, requireShares, timetableOf } from "../../src/training/timetable.ts";

const at = { step: 0, epoch: 0, batch: 0, batches: 1 as number | undefined, seen: 0, seconds: 0 };

/** The epochs after which a run is judged, whose epochs have so many batches. */
function judged(epochs: number, every: Interval, begin = 0, batches = 1): number[] {
  const { judges } = timetableOf({ epochs }, every, begin), found: number[] = [];
  for (let epoch = 0; epoch < epochs; epoch++) {
    for (let batch = 1; batch <= batches; batch++) {
      const amid = { ...at, epoch, batch, batches }, ended = { ...at, epoch: epoch + 1, batches };
      if (judges(amid)) found.push(epoch + batch / batches);
      if (batch === batches && judges(ended)) found.push(epoch + 1);
    }
  }
  return found;
}

const stepsOf = (steps: number, every: Interval, begin = 0) => {
  const { judges } = timetableOf({ steps }, every, begin);
  return Array.from({ length: steps }, (_, i) => i + 1).filter((step) => judges({ ...at, step, batch: 1 }));
};

Deno.test("timetableOf() judges when MMEngine does: from a beginning on, at intervals that change, at the end", () => {
  assertEquals(judged(10, 3, 4), [6, 9, 10]);
  assertEquals(judged(8, [[0, 2], [5, 1]]), [2, 4, 5, 6, 7, 8]);
  assertEquals(judged(5, 2), [2, 4, 5]);
  assertEquals(stepsOf(60, 30), [30, 60]);
  assertEquals(stepsOf(20, [[0, 8], [16, 2]], 9), [16, 18, 20]);
});

Deno.test("timetableOf() lets an interval begin where it says, and none where the first begins later", () => {
  assertEquals(judged(25, [[0, 5], [20, 1]]), [5, 10, 15, 20, 21, 22, 23, 24, 25]);
  assertEquals(judged(6, [[4, 1]]), [4, 5, 6]);
});

Deno.test("timetableOf() judges after shares of an epoch, once each, however they round", () => {
  assertEquals(judged(2, 0.25, 0, 8), [0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.75, 2]);
  // A share is reached with the first batch that is at least as far.
  assertEquals(judged(1, 0.25, 0, 10), [0.3, 0.5, 0.8, 1]);
  for (const batches of [3, 7, 10, 30, 49, 100]) {
    for (const parts of [2, 3, 7, 10]) {
      const expected = Math.min(batches, parts) * 5;
      assertEquals(judged(5, 1 / parts, 0, batches).length, expected, `${parts} of ${batches}`);
    }
  }
  assertEquals(judged(3, 1.5, 0, 2), [1.5, 3]);
  assertEquals(judged(2, 0.5, 1, 4), [1, 1.5, 2]);
});

Deno.test("timetableOf() never judges before the beginning, at the end neither", () => {
  assertEquals(judged(3, 1, 4), []);
});

Deno.test("timetableOf() ends a run by what it counts in, and knows time from the whole of it", () => {
  const over = (length: Parameters<typeof timetableOf>[0], place: object) => {
    const { complete, late } = timetableOf(length, 1, 0), here = { ...at, ...place };
    return [complete(here), late(here)];
  };
  assertEquals(over({ samples: 100 }, { seen: 99 }), [false, false]);
  assertEquals(over({ samples: 100 }, { seen: 104 }), [true, false]);
  assertEquals(over({ minutes: 1 }, { seconds: 59.9 }), [false, false]);
  assertEquals(over({ minutes: 1 }, { seconds: 60 }), [true, true]);
  // Cut short by time it is over, though not all is done.
  assertEquals(over({ epochs: 2, minutes: 1 }, { epoch: 1, seconds: 60 }), [false, true]);
  assertEquals(over({ epochs: 2, minutes: 1 }, { epoch: 2, seconds: 6 }), [true, false]);
});

Deno.test("requireShares() wants the batches for parts of an epoch alone", () => {
  requireShares(2, "points", undefined);
  requireShares([[0, 2], [4, 1]], "points", undefined);
  requireShares(0.5, "points", 4);
  assertThrows(
    () => requireShares([[0, 1], [4, 0.5]], "points", undefined),
    RangeError,
    "Cannot judge after a share of an epoch as its batches must be known: got points, which does not tell them.",
  );
});

Deno.test("intervalFaults() finds what is no interval", () => {
  assertEquals(intervalFaults([[0, 0.5], [2.5, 1]], "epochs"), []);
  const rule = "valEvery must be pairs of where it begins, each later than the last, and a finite number above 0";
  assertEquals(intervalFaults([[0, 1], [-1, 2]], "epochs"), [`${rule}: got [-1,2]`]);
  assertEquals(intervalFaults([[0, 1, 2]], "epochs"), [`${rule}: got [0,1,2]`]);
  assertEquals(intervalFaults("1", "epochs"), ["valEvery must be a finite number above 0: got 1"]);
});
