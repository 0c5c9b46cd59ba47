import { assert, assertAlmostEquals, assertEquals, assertRejects } from "@std/assert";
import {
  accumulate,
  type Batch,
  type Dataset,
  type EndEvent,
  type Event,
  loop,
  type Plan,
  sgd,
  type Snapshot,
  tf,
} from "../../mod.ts";
import { outOfMemory } from "../../src/tensors/out_of_memory.ts";
import { halfSquare, line, meanTarget, points } from "../toy.ts";

await tf.setBackend("cpu");
const engine = { name: "cpu", backend: "cpu", version: "test", device: "cpu" };

type Change = Partial<Plan<tf.Tensor1D, tf.Tensor1D, tf.Tensor1D, string>>;

function plan(change: Change = {}) {
  return {
    ...{
      model: change.model ?? line(),
      data: points([1, 2, 3]),
      loss: halfSquare,
      optimizer: sgd({ lr: 0.1, momentum: 0.9 }),
    },
    ...{ metrics: [meanTarget("mean")], engine, seed: 0, length: { epochs: 2 }, valEvery: 1, reportEvery: 2 },
    ...{ stopped: () => undefined },
    ...change,
  } as Plan<tf.Tensor1D, tf.Tensor1D, tf.Tensor1D, string>;
}

async function events(change: Change = {}): Promise<Event[]> {
  return await Array.fromAsync(loop(plan(change)));
}

const losses = (all: readonly Event[]) => all.flatMap((event) => event.type === "report" ? event.losses.loss! : []);
const count = (all: readonly Event[], type: Event["type"]) => all.filter((event) => event.type === type).length;

Deno.test("loop() speaks in the order start, step, report, epoch, val, scores, end", async () => {
  const said = (await events({ length: { epochs: 1 } })).map(({ type }) => type);
  assertEquals(said, [
    "start",
    "step",
    "step",
    "report",
    "step",
    "report",
    "epoch",
    "val",
    "val",
    "val",
    "scores",
    "end",
  ]);
});

Deno.test("loop() takes the steps of momentum that can be worked out by hand", async () => {
  const model = line();
  await Array.fromAsync(loop(plan({ model, data: points([1, 1]), length: { epochs: 1 } })));
  // g = -1, v = -1, w = 0.1; then g = -0.9, v = -1.8, w = 0.28.
  assertAlmostEquals(model.params.slope.dataSync()[0]!, 0.28, 1e-6);
});

Deno.test("loop() leaves the weights and nothing else on the device, and one slot each while it runs", async () => {
  const model = line();
  const before = tf.memory().numTensors;
  for await (const event of loop(plan({ model, reportEvery: 1 }))) {
    if (event.type === "report") assertEquals(tf.memory().numTensors, before + 1);
  }
  assertEquals(tf.memory().numTensors, before);
});

Deno.test("loop() gives back its tensors when its reader leaves early", async () => {
  const model = line();
  const before = tf.memory().numTensors;
  for await (const event of loop(plan({ model }))) if (event.type === "step") break;
  assertEquals(tf.memory().numTensors, before);
});

Deno.test("loop() says which batch to try where memory is used up, and gives back what it held", async () => {
  const forward = () => {
    throw outOfMemory("run MatMul", "no room");
  };
  const model = { ...line(), forward }, before = tf.memory().numTensors;
  const data = points([1, 2, 3]);
  const twos = {
    ...data,
    *train() {
      yield { x: tf.ones([2]), y: tf.ones([2]), size: 2 };
    },
  } as typeof data;
  const error = await assertRejects(() => events({ model, data: twos }), RangeError);
  assertEquals(
    error.message,
    "Cannot run MatMul as the device's memory is used up: got no room\n" +
      "Try a batch of at most 1: this one has 2 samples.",
  );
  assertEquals(tf.memory().numTensors, before);
});

Deno.test("loop() counts epochs from 1 and tells totals", async () => {
  const steps = (await events()).filter((event) => event.type === "step");
  assertEquals(steps.map(({ epoch, step, batch }) => [epoch, step, batch]), [
    [1, 1, 1],
    [1, 2, 2],
    [1, 3, 3],
    [2, 4, 1],
    [2, 5, 2],
    [2, 6, 3],
  ]);
  const { epochs, steps: total, batches } = steps[0]!;
  assertEquals([epochs, total, batches], [2, 6, 3]);
});

Deno.test("loop() validates every valEvery epochs and after the last", async () => {
  const scores = (await events({ length: { epochs: 5 }, valEvery: 2 })).filter((event) => event.type === "scores");
  assertEquals(scores.map(({ epoch }) => epoch), [2, 4, 5]);
  assertEquals(scores[0]!.scores, { mean: 2 });
  assertEquals(scores[0]!.better, { mean: "higher" });
});

Deno.test("loop() counted in steps ends in mid-epoch and validates every valEvery steps and after the last", async () => {
  const all = await events({ length: { steps: 8 }, valEvery: 3 });
  assertEquals(count(all, "step"), 8);
  assertEquals(all.filter((event) => event.type === "scores").map(({ step }) => step), [3, 6, 8]);
  assertEquals(losses(all).length, 8);
  const end = all.at(-1)!;
  assert(end.type === "end");
  assertEquals([end.progress.epoch, end.progress.batch], [2, 2]);
});

Deno.test("loop() counted in steps is at the next epoch after the last batch of one, wherever it is asked", async () => {
  const places: unknown[] = [];
  for await (const event of loop(plan({ length: { steps: 4 }, valEvery: 3 }))) {
    if (!("progress" in event) || event.progress === undefined) continue;
    const { step, epoch, batch, samples } = event.progress;
    places.push([event.type, step, epoch, batch, samples! > 0]);
  }
  const told = ["step", "epoch", "scores"].map((type) => [type, 3, 1, 0, false]);
  assertEquals(places.filter((place) => (place as unknown[])[1] === 3), told);
  assertEquals(places.at(-1), ["end", 4, 1, 1, true]);
});

Deno.test("loop() stops after the step in progress, without a validation", async () => {
  let steps = 0;
  const all = await events({
    data: { ...points([1, 2, 3]) },
    stopped: () => steps++ >= 3 ? "enough" : undefined,
  });
  const end = all.at(-1)!;
  assert(end.type === "end");
  assertEquals(end.stopped, "enough");
  assertEquals(count(all, "scores"), 0);
  assertEquals(losses(all).length, end.step);
});

async function snapshotAfter(step: number, change: Change): Promise<{ snapshot: Snapshot; losses: number[] }> {
  let stop = false;
  const all: Event[] = [];
  for await (const event of loop(plan({ ...change, stopped: () => stop ? "cut" : undefined }))) {
    if (event.type === "step" && event.step === step) stop = true;
    if (event.type === "end") return { snapshot: await event.snapshot(), losses: losses(all) };
    all.push(event);
  }
  throw new Error("The loop must end");
}

for (const step of [1, 2, 3, 4, 5]) {
  Deno.test(`loop() resumed after step ${step} of 6 gives the losses of the straight run to the last digit`, async () => {
    const change = { data: points([1, 2, 5]), seed: 3 };
    const straight = await events(change);
    const { snapshot, losses: first } = await snapshotAfter(step, change);
    const rest = await events({ ...change, model: line(), data: points([1, 2, 5]), from: snapshot });
    assertEquals([...first, ...losses(rest)], losses(straight));
    assertEquals(rest.filter((event) => event.type === "scores").length, step < 3 ? 2 : step < 6 && step > 3 ? 1 : 2);
  });
}

Deno.test("loop() resumed from the end of an epoch that was not validated validates it first", async () => {
  let snapshot: Snapshot | undefined;
  for await (const event of loop(plan())) {
    if (event.type === "epoch") {
      snapshot = await event.snapshot();
      break;
    }
  }
  const said = (await events({ from: snapshot! })).map(({ type }) => type);
  assertEquals(said.slice(0, 6), ["start", "val", "val", "val", "scores", "step"]);
});

Deno.test("loop() reads named losses apart and learns from their sum", async () => {
  const model = line();
  const loss = (prediction: tf.Tensor, y: tf.Tensor) => ({
    loss_near: halfSquare(prediction, y),
    loss_far: tf.scalar(4),
    level: tf.mean(y) as tf.Scalar,
  });
  const all = await Array.fromAsync(loop(plan({ model, loss, data: points([1, 1]), length: { epochs: 1 } })));
  const report = all.find((event) => event.type === "report")!;
  assertEquals(Object.keys(report.losses), ["loss", "loss_near", "loss_far", "level"]);
  assertEquals([report.losses.loss![0], report.losses.level![0]], [4.5, 1]);
  assertAlmostEquals(model.params.slope.dataSync()[0]!, 0.28, 1e-6);
});

Deno.test("loop() says which loss is not finite, where, with which lr, and what to try", async () => {
  const data = points([1, 1, NaN, 1]);
  const error = await assertRejects(
    () => events({ data, reportEvery: 4 }),
    RangeError,
    "loss must be finite: got NaN at step 3",
  );
  assertEquals(
    error.message,
    "Cannot go on training as loss must be finite: got NaN at step 3 (epoch 1, batch 3) with lr 0.1, after a loss of " +
      "0.4050. Try a smaller lr, clipByNorm(1) before the optimizer, or look for NaN, unscaled values and labels beyond the " +
      "model's outputs in the data. detectAnomaly(engine) names the operation that made it.",
  );
});

Deno.test("loop() tells no epoch, and so saves no checkpoint, once a loss is not finite", async () => {
  const said: string[] = [];
  await assertRejects(async () => {
    for await (const event of loop(plan({ data: points([1, NaN]), reportEvery: 10 }))) said.push(event.type);
  }, RangeError);
  assertEquals(said, ["start", "step", "step", "error"]);
});

Deno.test("loop() tells an error while its state is there: of the dataset, or thrown into it", async () => {
  const data = {
    ...points([1, 2, 3]),
    *train() {
      yield* points([1, 2]).train({ epoch: 0, seed: 0 }) as Iterable<Batch<tf.Tensor1D, tf.Tensor1D>>;
      throw new Error("the disk is gone");
    },
  } as ReturnType<typeof points>;
  const model = line(), before = tf.memory().numTensors, snapshots: Snapshot[] = [];
  const running = loop(plan({ model, data, reportEvery: 10 }));
  await assertRejects(
    async () => {
      for await (const event of running) if (event.type === "error") snapshots.push(await event.snapshot!());
    },
    Error,
    "the disk is gone",
  );
  const thrown = loop(plan({ model: line(), data: points([1, 2, 3]), reportEvery: 10 }));
  for (let step = 0; step < 2;) if ((await thrown.next()).value?.type === "step") step++;
  const told = await thrown.throw(new Error("of a hook"));
  assert(told.value?.type === "report");
  const { value } = await thrown.next();
  assert(value?.type === "error" && value.snapshot !== undefined);
  snapshots.push(await value.snapshot());
  await assertRejects(() => thrown.next(), Error, "of a hook");
  assertEquals(snapshots.map(({ progress }) => [progress.step, progress.batch]), [[2, 2], [2, 2]]);
  assertEquals(snapshots.map(({ progress }) => progress.recent.loss?.length), [2, 2]);
  assertEquals(snapshots[0]!.weights, snapshots[1]!.weights);
  assertEquals(tf.memory().numTensors, before + 1);
});

Deno.test("loop() offers no snapshot of a step that failed in its middle", async () => {
  const optimizer = sgd({ lr: 0.1 });
  const broken = {
    ...optimizer,
    update() {
      throw new Error("half an update");
    },
  };
  const heard: Event[] = [];
  await assertRejects(
    async () => {
      for await (const event of loop(plan({ optimizer: broken }))) heard.push(event);
    },
    Error,
    "half an update",
  );
  const error = heard.at(-1)!;
  assertEquals([error.type, "snapshot" in error, "progress" in error], ["error", false, false]);
});

Deno.test("loop() offers a snapshot after every step, from which the same steps follow, the same losses in the log too", async () => {
  const straight = await events({ reportEvery: 4 });
  for (let cut = 1; cut < 6; cut++) {
    let from: Snapshot | undefined;
    for await (const event of loop(plan({ reportEvery: 4 }))) {
      if (event.type === "step" && event.step === cut) from = await event.snapshot!();
    }
    const rest = await events({ reportEvery: 4, from: from! });
    assertEquals([...from!.progress.recent.loss!, ...losses(rest)], losses(straight), `after step ${cut}`);
  }
});

Deno.test("loop() reports every loss once, though snapshots have read them before", async () => {
  const read: Event[] = [];
  for await (const event of loop(plan({ reportEvery: 4 }))) {
    if (event.type === "step") await event.snapshot!();
    read.push(event);
  }
  const straight = await events({ reportEvery: 4 });
  assertEquals(losses(read), losses(straight));
  assertEquals(read.map(({ type }) => type), straight.map(({ type }) => type));
});

for (
  const [what, asked, length, metrics, expected] of [
    ["asked in its last step, where nothing is judged", 6, { epochs: 2 }, false, [undefined, 2]],
    ["asked in its last step, counted in steps", 5, { steps: 5 }, false, [undefined, 1]],
    ["asked in its last step, before the last validation", 6, { epochs: 2 }, true, ["enough", 2]],
    ["asked in the last step of an epoch before", 3, { epochs: 2 }, false, ["enough", 1]],
    ["asked before", 4, { epochs: 2 }, false, ["enough", 1]],
  ] as const
) {
  Deno.test(`loop() ${expected[0] === undefined ? "ran its course" : "was stopped"}: ${what}`, async () => {
    let steps = 0;
    const stopped = () => steps >= asked ? "enough" : undefined;
    for await (const event of loop(plan({ length, stopped, ...!metrics && { metrics: [] } }))) {
      if (event.type === "step") steps = event.step;
      if (event.type === "end") assertEquals([event.stopped, event.progress.epoch], [...expected]);
    }
  });
}

Deno.test("loop() ran its course where it is stopped by its last scores", async () => {
  let reason: string | undefined;
  for await (const event of loop(plan({ stopped: () => reason }))) {
    if (event.type === "scores" && event.epoch === 2) reason = "good enough";
    if (event.type === "end") assertEquals(event.stopped, undefined);
  }
});

Deno.test("loop() refuses a dataset without batches", async () => {
  const empty: Dataset<tf.Tensor1D, tf.Tensor1D> = { name: "nothing", train: () => [] };
  await assertRejects(
    () => events({ data: empty }),
    RangeError,
    "Cannot train on nothing as an epoch needs at least one batch: got none",
  );
});

Deno.test("loop() gives each step a seed of its own, the same after a resume", async () => {
  const seeds: number[] = [];
  const model = { ...line(), name: "line" };
  const spy = {
    ...model,
    forward: (
      x: tf.Tensor1D,
      mode: { seed: number },
    ) => (seeds.push(mode.seed), model.forward(x, { training: true, seed: 0 })),
  };
  await Array.fromAsync(loop(plan({ model: spy, metrics: [] })));
  assertEquals(new Set(seeds).size, 6);
});

Deno.test("loop() counts no validation into the time of a step, in runs counted in steps too", async () => {
  for (const length of [{ steps: 9 }, { epochs: 3 }]) {
    const times: number[] = [];
    let waited = 0;
    for await (const event of loop(plan({ length, valEvery: length.steps === undefined ? 1 : 3 } as Change))) {
      if (event.type === "step") times.push(event.time);
      if (event.type !== "val") continue;
      const from = performance.now();
      await new Promise((resolve) => setTimeout(resolve, 100));
      waited += (performance.now() - from) / 1000;
    }
    // Three validations of three batches; all steps together take a small part of the time that one of them takes.
    const sum = times.reduce((all, time) => all + time, 0);
    assert(times.length === 9 && sum < waited / 3, `${sum} of ${waited}`);
  }
});

Deno.test("loop() moves the weights by what is left of accumulated gradients where the dataset tells no length", async () => {
  const model = line(), { train, name } = points([2, 2, 2]);
  const said = await events({
    model,
    data: { name, train },
    optimizer: accumulate(8, sgd({ lr: 1 })),
    length: { epochs: 1 },
  });
  // The gradient by the slope is slope - y: -2 in all three steps.
  assertEquals(model.params.slope.dataSync()[0], 2);
  assertEquals(said.at(-1)!.type, "end");
});

Deno.test("loop() goes on from the sums of accumulated gradients when it was stopped between two updates", async () => {
  const change = { data: points([1, 2, 5]), optimizer: accumulate(4, sgd({ lr: 0.1, momentum: 0.9 })) };
  const straight = await events(change);
  const { snapshot, losses: first } = await snapshotAfter(2, change);
  assertEquals(snapshot.slots["accumulated/ledger"]!.data, Float32Array.of(2, 0, 1));
  const rest = await events({ ...change, model: line(), from: snapshot });
  assertEquals([...first, ...losses(rest)], losses(straight));
});

Deno.test("loop() counts samples that a batch left out as seen, and tells what a dataset has to tell", async () => {
  const told = [["found"], ["one"], [], ["two"]], data = points([1, 2]);
  const all = await events({
    data: {
      ...data,
      *train() {
        for (const batch of data.train({ epoch: 0, seed: 0 }) as Iterable<Batch<tf.Tensor1D, tf.Tensor1D>>) {
          yield { ...batch, skipped: 2 };
        }
      },
      news: () => told.shift() ?? [],
    },
    length: { steps: 3 },
    valEvery: 1000,
  });
  const end = all.at(-1) as EndEvent;
  assertEquals([end.progress.samples, end.progress.batch], [3, 1]);
  assertEquals(all.flatMap((event) => event.type === "note" ? event.text : []), ["found", "one", "two"]);
  assertEquals(all.slice(0, 2).map(({ type }) => type), ["start", "note"]);
});
