import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import {
  accuracy,
  arrays,
  type Batches,
  cpu,
  type Dataset,
  type Event,
  type HistoryRow,
  type Hook,
  loadCheckpoint,
  mae,
  meanSquaredError,
  mlp,
  runner,
  sgd,
  tf,
  type TrainOptions,
} from "../../mod.ts";
import { type Passes, passesFaults, taking } from "../../src/runner/passes.ts";

await tf.setBackend("cpu");

const numbers = (n: number) => Array.from({ length: n }, (_, i) => i);
const data = (n: number, batchSize: number, dropLast = false) =>
  arrays({ x: numbers(n).map((i) => [i]), y: numbers(n), valX: [[7], [8], [9]], valY: [7, 8, 9], batchSize, dropLast });

/** The samples of each batch, by their numbers. */
async function drawn<Y>(batches: Batches<tf.Tensor2D, Y>): Promise<number[][]> {
  const all: number[][] = [];
  for await (const { x, y } of batches) {
    all.push([...x.dataSync()]);
    tf.dispose([x, y] as unknown as tf.TensorContainer);
  }
  return all;
}

const run = { seedOf: () => 5, judged: true };
const of = async (all: Dataset<tf.Tensor2D, tf.Tensor1D>, passes: Passes) => {
  await all.open?.();
  return taking(all, passes, run);
};

Deno.test("taking() takes the first batches of an epoch's own order, by number or by share, from any sample on", async () => {
  const whole = data(20, 4), at = { epoch: 2, seed: 5 };
  const first = await of(whole, { limit: 3 }), share = await of(whole, { limit: 0.5 });
  const straight = await drawn(whole.train(at));
  assertEquals(await drawn(first.train(at)), straight.slice(0, 3));
  assertEquals(await drawn(first.train({ ...at, from: 4 })), straight.slice(1, 3));
  assertEquals(await drawn(first.train({ ...at, from: 12 })), []);
  assertEquals([first.batches, first.samples?.train], [{ train: 3, val: 1 }, 12]);
  assertEquals([share.batches?.train, (await drawn(share.train(at))).length], [2, 2]);
  assertEquals((await drawn(first.val!())).flat(), [7, 8, 9]);
});

Deno.test("taking() limits each pass by itself, and never to nothing or to more than there is", async () => {
  const some = await of(data(20, 2), { limit: { train: 0.01, val: 1 } });
  assertEquals(some.batches, { train: 1, val: 1 });
  assertEquals((await drawn(some.val!())).flat(), [7, 8]);
  assertEquals((await of(data(20, 2), { limit: 99 })).batches, { train: 10, val: 2 });
  assertEquals((await of(data(5, 2), { limit: 99 })).samples, { train: 5, val: 3 });
});

Deno.test("taking() refuses a share of what is not known, and passes over where a dataset cannot begin anywhere", async () => {
  const silent = { name: "silent", train: () => numbers(5).map((i) => ({ x: i, y: i, size: 1 })) };
  assertThrows(
    () => taking(silent, { limit: 0.5 }, run).train({ epoch: 0, seed: 0 }),
    RangeError,
    "Cannot take a share of silent as its batches must be known: got limit 0.5",
  );
  const three = taking(silent, { limit: 3 }, run);
  assertEquals(await Array.fromAsync(three.train({ epoch: 0, seed: 0 }), ({ x }) => x), [0, 1, 2]);
  assertEquals([three.seekable, three.val], [false, undefined]);
});

Deno.test("taking() overfits on the same batches in every epoch, and judges on them", async () => {
  const whole = data(20, 4), same = await of(whole, { overfit: 2 });
  const first = (await drawn(whole.train({ epoch: 0, seed: 5 }))).slice(0, 2);
  for (const epoch of [0, 3]) assertEquals(await drawn(same.train({ epoch, seed: 5 })), first);
  assertEquals(await drawn(same.train({ epoch: 4, seed: 5, from: 4 })), first.slice(1));
  assertEquals(await drawn(same.val!()), first);
  assertEquals([same.batches, same.samples], [{ train: 2, val: 2 }, { train: 8, val: 8 }]);
  assertEquals(taking(whole, { overfit: 2 }, { ...run, judged: false }).val, undefined);
});

for (
  const [n, batchSize, dropLast, each] of [[10, 4, false, 2], [10, 4, false, 5], [10, 4, true, 3], [
    8,
    4,
    false,
    1,
  ]] as const
) {
  Deno.test(`taking() cuts passes over ${n} in batches of ${batchSize} into epochs of ${each}, none lost, from any sample on`, async () => {
    const whole = data(n, batchSize, dropLast), cut = await of(whole, { batchesPerEpoch: each });
    const straight: number[][] = [];
    for (let epoch = 0; epoch < 12; epoch++) straight.push(...await drawn(whole.train({ epoch, seed: 3 })));
    for (let epoch = 0; epoch < 5; epoch++) {
      const expected = straight.slice(epoch * each, (epoch + 1) * each);
      assertEquals(await drawn(cut.train({ epoch, seed: 3 })), expected);
      let from = 0;
      for (let batch = 0; batch < each; from += expected[batch++]!.length) {
        assertEquals(await drawn(cut.train({ epoch, seed: 3, from })), expected.slice(batch), `from ${from}`);
      }
    }
    assertEquals([cut.batches?.train, cut.samples?.train], [each, undefined]);
  });
}

Deno.test("taking() refuses to cut epochs of a dataset that does not tell its batches", async () => {
  const silent = { name: "silent", train: () => [] };
  await assertRejects(
    () => Array.fromAsync(taking(silent, { batchesPerEpoch: 3 }, run).train({ epoch: 0, seed: 0 })),
    RangeError,
    "Cannot cut silent into epochs of 3 batches as it must tell how many a pass has, and their size: got undefined batches",
  );
});

for (
  const [passes, reason] of [
    [{ limit: 0 }, "limit must be a share of the batches below 1, or a whole number of them"],
    [{ limit: 1.5 }, "got 1.5"],
    [{ limit: { trian: 3 } }, 'got {"trian":3}'],
    [{ limit: [3] }, "got 3"],
    [{ overfit: 0 }, "overfit must be a whole number of at least 1: got 0"],
    [{ batchesPerEpoch: "5" }, "batchesPerEpoch must be a whole number of at least 1: got 5"],
    [{ overfit: 1, limit: 2 }, "overfit takes the same batches again and again: got it with limit or batchesPerEpoch"],
  ] as const
) {
  Deno.test(`passesFaults() refuses ${JSON.stringify(passes)}`, () => {
    const faults = passesFaults(passes);
    assert(faults.length === 1 && faults[0]!.includes(reason), faults.join());
  });
}

function chain(workDir?: string, ...hooks: Hook[]) {
  return runner({ seed: 3, log: false, interrupt: false, ...workDir && { workDir, checkpoint: { every: 1 } } })
    .model(() => mlp({ sizes: [1, 4, 1] })).data(data(10, 4) as never)
    .loss(
      ((prediction: tf.Tensor, y: tf.Tensor1D) =>
        tf.mean(tf.squaredDifference(tf.squeeze(prediction, [1]), y))) as never,
    )
    .optimizer(sgd({ lr: 1e-3, momentum: 0.9 })).engine(cpu()).hook(...hooks);
}

for (const [what, passes] of [["batchesPerEpoch", { batchesPerEpoch: 2 }], ["limit", { limit: 2 }]] as const) {
  Deno.test(`Runner.train() with ${what} goes on where it was cut, to the last digit`, async () => {
    const hear = Object.assign(function hear() {}, { needs: { reports: 1 } });
    const { val: _, ...trained } = { ...data(10, 4) };
    const one = (workDir?: string, ...hooks: Hook[]) => chain(workDir, ...hooks).data(trained as never);
    const losses = (rows: readonly HistoryRow[]) => rows.map((row) => row.type === "report" && row.losses.loss);
    const straight = await one(undefined, hear).train({ epochs: 5, ...passes });
    assertEquals(straight.steps, 10);
    for (const cut of [1, 3, 6]) {
      const workDir = await Deno.makeTempDir();
      const stop = (event: Event) => event.type === "step" && event.step === cut ? { stop: "cut" } : undefined;
      await one(workDir, hear, stop).train({ epochs: 5, ...passes });
      const rest = await one(workDir, hear).train({ epochs: 5, ...passes, resume: true });
      assertEquals(losses(rest.history), losses(straight.history), `cut after ${cut}`);
      const path = `${workDir}/${(await Deno.readTextFile(`${workDir}/last_checkpoint`)).trim()}`;
      assertEquals((await loadCheckpoint(path)).progress.step, 10);
      if (what === "batchesPerEpoch") {
        await assertRejects(
          () => one(workDir).train({ epochs: 9, batchesPerEpoch: 3, resume: true } as TrainOptions),
          RangeError,
          "an epoch must be cut as it was: got 3 batches of 4 where the checkpoint had 2 batches of 4.",
        );
      }
      await Deno.remove(workDir, { recursive: true });
    }
  });
}

Deno.test("Runner.train() overfits a batch that a model can learn, judged on it", async () => {
  const x = [[0, 0], [0, 1], [1, 0], [1, 1]], y = [0, 1, 1, 0];
  const xor = arrays({ x: [...x, ...x], y: [...y, ...y], classes: 2, batchSize: 4, shuffle: false });
  const { scores, steps } = await runner({ log: false, interrupt: false }).model(mlp({ sizes: [2, 16, 2] })).data(xor)
    .evaluator(accuracy()).optimizer(sgd({ lr: 0.5, momentum: 0.9 })).engine(cpu()).train({ epochs: 150, overfit: 1 });
  assertEquals([scores!.accuracy, steps], [100, 150]);
});

Deno.test("Runner.train() needs no validation data to be judged where it overfits, and judges on nothing else", async () => {
  const judged: number[] = [];
  const hook = (event: Event) => void (event.type === "val" && judged.push(event.batches!));
  const all = arrays({ x: [[1], [2], [3]], y: [[1], [2], [3]], batchSize: 1 });
  await runner({ log: false, interrupt: false }).model(mlp({ sizes: [1, 1] })).data(all).loss(meanSquaredError())
    .evaluator(mae())
    .hook(hook).engine(cpu()).train({ epochs: 1, overfit: 2 });
  assertEquals(judged, [2, 2]);
});
