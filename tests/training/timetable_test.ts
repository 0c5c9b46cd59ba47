import { assert, assertAlmostEquals, assertEquals, assertRejects, assertThrows } from "@std/assert";
import {
  type Interval,
  intervalFaults,
  lengthFaults,
  requireShares,
  timetableOf,
} from "../../src/training/timetable.ts";
import { accumulate, cosine, type EndEvent, type Event, loop, type Plan, sgd, type Snapshot, tf } from "../../mod.ts";
import { halfSquare, line, meanTarget, points } from "../toy.ts";

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

await tf.setBackend("cpu");
const engine = { name: "cpu", backend: "cpu", version: "test", device: "cpu" };

type Change = Partial<Plan<tf.Tensor1D, tf.Tensor1D, tf.Tensor1D, string>>;
const values = [1, 2, 5, 4];
const sized = () => ({ ...points(values), batchSize: 1, samples: { train: 4, val: 4 } });

function plan(change: Change) {
  return {
    ...{ model: change.model ?? line(), data: sized(), loss: halfSquare, optimizer: sgd({ lr: 0.1, momentum: 0.9 }) },
    ...{ metrics: [meanTarget("mean")], engine, seed: 3, valEvery: 1, reportEvery: 100, stopped: () => undefined },
    ...change,
  } as Plan<tf.Tensor1D, tf.Tensor1D, tf.Tensor1D, string>;
}

const run = async (change: Change): Promise<Event[]> => await Array.fromAsync(loop(plan(change)));
const of = <T extends Event["type"]>(all: readonly Event[], type: T) =>
  all.filter((event) => event.type === type) as Extract<Event, { type: T }>[];
const losses = (all: readonly Event[]) => of(all, "report").flatMap(({ losses }) => losses.loss!);

Deno.test("lengthFaults() finds nothing wrong with any one length, bounded by minutes or not", () => {
  for (const length of [{ epochs: 1 }, { steps: 9 }, { samples: 1e6 }, { minutes: 0.5 }, { steps: 9, minutes: 2 }]) {
    assertEquals(lengthFaults(length), []);
  }
});

Deno.test("loop() counted in samples ends with the batch that reaches them, in mid-epoch, told and judged there", async () => {
  const all = await run({ length: { samples: 6 } });
  const end = all.at(-1) as EndEvent;
  assertEquals([end.step, end.samples, end.steps, end.stopped], [6, 6, 6, undefined]);
  assertEquals([end.progress.seen, end.progress.epoch, end.progress.batch], [6, 1, 2]);
  assertEquals(of(all, "epoch").map(({ step, epochs }) => [step, epochs]), [[4, undefined], [6, undefined]]);
  assertEquals(of(all, "scores").map(({ step }) => step), [4, 6]);
  assertEquals(losses(all).length, 6);
});

Deno.test("loop() counted in samples that end with an epoch tells it once", async () => {
  const all = await run({ length: { samples: 8 } });
  assertEquals(of(all, "epoch").map(({ step }) => step), [4, 8]);
  assertEquals((all.at(-1) as EndEvent).progress.epoch, 2);
});

Deno.test("loop() counted in samples lets schedules see its steps", async () => {
  const all = await run({ length: { samples: 6 }, optimizer: sgd({ lr: cosine(1) }) });
  const straight = await run({ length: { steps: 6 }, optimizer: sgd({ lr: cosine(1) }) });
  assertEquals(of(all, "step").map(({ lr }) => lr), of(straight, "step").map(({ lr }) => lr));
});

Deno.test("loop() counted in minutes ends with the step in which they are over, judged once more", async () => {
  const all = await run({ length: { minutes: 0.1 / 60 } }), end = all.at(-1) as EndEvent;
  assert(end.step >= 1 && end.progress.seconds! >= 0.1, `${end.progress.seconds}`);
  assertEquals([end.stopped, end.steps], [undefined, undefined]);
  // No step was begun after they were over.
  assertEquals(of(all, "step").filter(({ progress }) => progress!.seconds! >= 0.1).length, 1);
  assertEquals([of(all, "epoch").at(-1)!.step, of(all, "scores").at(-1)!.step], [end.step, end.step]);
});

Deno.test("loop() counted in minutes goes on with what is left of them, and moves the weights by what was held back", async () => {
  const model = line(), optimizer = accumulate(1000, sgd({ lr: 1 })), length = { minutes: 1 };
  let from: Snapshot | undefined;
  for await (const event of loop(plan({ model, optimizer, length }))) {
    if (event.type === "step" && event.step === 3) from = await event.snapshot!();
    if (from !== undefined) break;
  }
  const late = { ...from!, progress: { ...from!.progress, seconds: 59.9999999 } };
  const rest = await run({ model, optimizer, length, from: late });
  assertEquals(of(rest, "step").length, 1);
  // The targets are 1, 2, 5 and 4 in some order and the slope is 0: the mean gradient is -3.
  assertAlmostEquals(model.params.slope.dataSync()[0]!, 3, 1e-6);
  const over = { ...from!, progress: { ...from!.progress, seconds: 60 } };
  const judgedAlone = await run({ model: line(), optimizer, length, from: over });
  assertEquals(judgedAlone.map(({ type }) => type), ["start", "val", "val", "val", "val", "scores", "end"]);
});

Deno.test("loop() refuses a schedule that lasts as long as a run of minutes, and takes one that has a length", async () => {
  await assertRejects(
    () => run({ length: { minutes: 1 }, optimizer: sgd({ lr: cosine(1) }) }),
    RangeError,
    "Cannot follow cosine as the length of the run must be known: got a run counted in minutes, or in samples where nobody",
  );
  const bounded = await run({ length: { minutes: 0.01 / 60 }, optimizer: sgd({ lr: cosine(1, 0, { steps: 10 }) }) });
  assertEquals(of(bounded, "step")[0]!.lr, 1);
});

Deno.test("loop() bounded by minutes ends early with the reason, judged, its schedules those of the whole run", async () => {
  const length = { epochs: 100_000, minutes: 0.05 / 60 };
  const all = await run({ length, optimizer: sgd({ lr: cosine(0.1) }) }), end = all.at(-1) as EndEvent;
  assertEquals(end.stopped, "the 0.0008333333333333334 minutes of the run are over");
  assertEquals(of(all, "scores").at(-1)!.step, end.step);
  assert(of(all, "step").at(-1)!.lr > 0.09);
  const short = await run({ length: { epochs: 1, minutes: 10 } });
  assertEquals([(short.at(-1) as EndEvent).stopped, of(short, "step").length], [undefined, 4]);
});

Deno.test("loop() judges after shares of an epoch without ending it", async () => {
  const all = await run({ length: { epochs: 2 }, valEvery: 0.5 });
  assertEquals(of(all, "scores").map(({ step, epoch }) => [step, epoch]), [[2, 1], [4, 1], [6, 2], [8, 2]]);
  assertEquals(of(all, "epoch").map(({ step }) => step), [4, 8]);
  assertEquals(losses(all), losses(await run({ length: { epochs: 2 } })));
});

Deno.test("loop() tells the checkpoints' steps at intervals that change, before the first validation too", async () => {
  const all = await run({ length: { steps: 8 }, valEvery: [[0, 3], [6, 1]], valBegin: 6 });
  assertEquals(of(all, "epoch").map(({ step }) => step), [3, 6, 7, 8]);
  assertEquals(of(all, "scores").map(({ step }) => step), [6, 7, 8]);
});

Deno.test("loop() refuses shares of an epoch that a dataset does not tell the batches of", async () => {
  const { name, train, val } = points([1, 2]);
  await assertRejects(
    () => run({ data: { name, train, val: val! }, length: { epochs: 2 }, valEvery: 0.5 }),
    RangeError,
    "Cannot judge after a share of an epoch as its batches must be known: got points",
  );
});

Deno.test("loop() refuses a run that is over before its first validation, where that is known and there is one", async () => {
  const late = "Cannot judge from valBegin on as it must lie within the run: got";
  for (
    const [length, valBegin, told] of [
      [{ epochs: 2 }, 3, "3 in one of 2 epochs."],
      [{ epochs: 2, minutes: 10 }, 2.5, "2.5 in one of 2 epochs."],
      [{ steps: 8 }, 9, "9 in one of 8 steps."],
      [{ samples: 6 }, 2, "2 in one of 1.5 epochs."],
    ] as const
  ) {
    await assertRejects(() => run({ length, valBegin }), RangeError, `${late} ${told}`);
    const blind = await run({ length, valBegin, metrics: [] });
    assertEquals(of(blind, "scores").length, 0);
  }
  for (const [length, valBegin] of [[{ epochs: 2 }, 2], [{ steps: 8 }, 8], [{ samples: 6 }, 1.5]] as const) {
    assertEquals(of(await run({ length, valBegin }), "scores").length, 1);
  }
});

for (
  const [what, change] of [
    ["samples", { length: { samples: 7 } }],
    ["shares of an epoch", { length: { epochs: 2 }, valEvery: 0.5 }],
    ["steps at intervals that change", { length: { steps: 8 }, valEvery: [[0, 3], [5, 1]], valBegin: 4 }],
  ] as const
) {
  Deno.test(`loop() counted in ${what} gives the same losses and scores when it is cut after any step`, async () => {
    const straight = await run(change);
    const told = (all: readonly Event[]) => of(all, "scores").map(({ step, scores }) => [step, scores.mean]);
    for (let cut = 1; cut < of(straight, "step").length; cut++) {
      let from: Snapshot | undefined;
      const first: Event[] = [];
      for await (const event of loop(plan(change))) {
        first.push(event);
        if (event.type === "step" && event.step === cut) from = await event.snapshot!();
        if (from !== undefined) break;
      }
      const rest = await run({ ...change, from: from! });
      assertEquals([...from!.progress.recent.loss!, ...losses(rest)], losses(straight), `after step ${cut}`);
      assertEquals([...told(first), ...told(rest)], told(straight), `after step ${cut}`);
    }
  });
}

Deno.test("loop() knows the samples of a checkpoint that did not count them", async () => {
  let from: Snapshot | undefined;
  for await (const event of loop(plan({ length: { epochs: 2 } }))) {
    if (event.type === "step" && event.step === 5) from = await event.snapshot!();
    if (from !== undefined) break;
  }
  const { seen: _, ...progress } = from!.progress;
  const rest = await run({ length: { samples: 7 }, from: { ...from!, progress } });
  assertEquals(of(rest, "step").map(({ samples }) => samples), [6, 7]);
});

Deno.test("loop() reports at each of several intervals", async () => {
  const all = await run({ length: { steps: 12 }, reportEvery: [4, 6], valEvery: 1000 });
  assertEquals(of(all, "report").map(({ step }) => step), [4, 6, 8, 12]);
});
