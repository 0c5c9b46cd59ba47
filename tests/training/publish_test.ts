/** Averages in whole runs: what is judged, saved, handed out and gone on with. */
import { assert, assertEquals, assertNotEquals } from "@std/assert";
import {
  accumulate,
  accuracy,
  adam,
  type AnyModel,
  arrays,
  batchNorm,
  chain,
  clipByNorm,
  cosine,
  cpu,
  dense,
  dropout,
  ema,
  type Engine,
  generator,
  loadCheckpoint,
  native,
  on,
  type Optimizer,
  permutation,
  relu,
  runner,
  sequential,
  sgd,
  swa,
  tf,
  wasm,
} from "../../mod.ts";
import { publish } from "../../src/training/publish.ts";
import { needLibrary } from "../engines/native/need_library.ts";
import { stateOf } from "../state_of.ts";
import { line } from "../toy.ts";

const needed = await needLibrary();
const x = Array.from({ length: 52 }, (_, i) => [Math.sin(3 * i), Math.sin(5 * i), Math.cos(7 * i)]);
const y = x.map(([first, second]) => first! > second! ? 1 : 0);
/** Epochs of six batches of eight, and one of four. */
const data = () => arrays({ x, y, valX: x.slice(0, 20), valY: y.slice(0, 20), classes: 2, batchSize: 8 });
const network = () =>
  sequential(
    dense({ inputs: 3, units: 8 }),
    batchNorm({ channels: 8 }),
    relu(),
    dropout({ rate: 0.3 }),
    dense({ inputs: 8, units: 2 }),
  );
const silent = { log: false } as const;
const sentence = (workDir: string, engine: Engine, optimizer: Optimizer) =>
  runner({ ...silent, workDir, seed: 5, checkpoint: { best: "accuracy" } })
    .model(network).data(data()).evaluator(accuracy()).optimizer(optimizer).engine(engine);
type Values = Readonly<Record<string, { readonly data: ArrayLike<number> }>>;
const numbersOf = (values: Values) =>
  Object.fromEntries(Object.entries(values).map(([name, { data }]) => [name, Array.from(data)]));

const OPTIMIZERS: Readonly<Record<string, () => Optimizer>> = {
  "an annealed ema of clipped Adam": () =>
    ema(chain(clipByNorm(1), adam({ lr: cosine(0.05) })), {
      momentum: 0.05,
      gamma: 5,
      begin: { steps: 3 },
      interval: 2,
    }),
  "swa of statistics too": () =>
    swa(sgd({ lr: 0.1, momentum: 0.9 }), { begin: { epochs: 1 }, interval: { epochs: 1 }, updateBuffers: true }),
  "an ema of accumulated gradients": () => accumulate(3, ema(sgd({ lr: 0.1, momentum: 0.9 }), { momentum: 0.2 })),
};
const ENGINES: readonly (readonly [string, Engine, object])[] = [
  ["cpu", cpu(), {}],
  ["wasm", wasm(), {}],
  ["native", native(), needed],
];

for (const [engineName, engine, need] of ENGINES) {
  for (const [as, make] of Object.entries(OPTIMIZERS)) {
    Deno.test({
      name: `a run with ${as} that is cut anywhere ends as the straight one on ${engineName}, bit by bit`,
      ...need,
      async fn() {
        const straightDir = await Deno.makeTempDir();
        const straight = await sentence(straightDir, engine, make()).train({ epochs: 3 });
        const whole = await stateOf(`${straightDir}/epoch_3.safetensors`);
        // Six of the twenty places between the first step and the last, and one in the middle of a validation.
        const cuts = Array.from(permutation(20, generator(1))).slice(0, 6).map((place) => place + 1);
        for (const cut of [...cuts, 0]) {
          const workDir = await Deno.makeTempDir();
          const stop = cut === 0
            ? on("val", ({ epoch, batch }) => epoch === 2 && batch === 1 ? { stop: "cut" } : undefined)
            : on("step", ({ step }) => step === cut ? { stop: "cut" } : undefined);
          await sentence(workDir, engine, make()).hook(stop).train({ epochs: 3 });
          const resumed = await sentence(workDir, engine, make()).train({ epochs: 3, resume: true });
          assertEquals(await stateOf(`${workDir}/epoch_3.safetensors`), whole, `cut after step ${cut}`);
          assertEquals(resumed.scores, straight.scores);
          await Deno.remove(workDir, { recursive: true });
        }
        await Deno.remove(straightDir, { recursive: true });
      },
    });
  }

  Deno.test({
    name: `published weights are judged, saved, kept as the best and handed out on ${engineName}`,
    ...need,
    async fn() {
      const workDir = await Deno.makeTempDir();
      const run = sentence(workDir, engine, ema(adam({ lr: 0.05 }), { momentum: 0.05 }));
      const { model, scores } = await run.train({ epochs: 2 });
      const { weights, learning, slots } = await loadCheckpoint(`${workDir}/epoch_2.safetensors`);
      // The file has both, and the optimizer the average as well.
      for (const [name, learned] of Object.entries(learning!)) {
        assertNotEquals(learned.data, weights[name]!.data);
        assertEquals(weights[name]!.data, slots[`${name}/averaged`]!.data);
      }
      assertEquals(
        Object.keys(learning!).length,
        Object.values(model.params).filter(({ trainable }) => trainable).length,
      );
      // The model has what is published, statistics are those of the run.
      const held: Record<string, number[]> = {};
      for (const [name, variable] of Object.entries(model.params)) held[name] = Array.from(await variable.data());
      assertEquals(held, numbersOf(weights));
      // What was judged is what every later judgement sees.
      assertEquals(await run.validate(), scores);
      const checkpoint = `${workDir}/epoch_2.safetensors`;
      const other = sentence(workDir, engine, sgd({ lr: 1 })).model(network);
      assertEquals(await other.validate({ checkpoint }), scores);
      assertEquals(await other.test({ checkpoint }), scores);
      const input = tf.tensor2d(x.slice(0, 5)),
        [by, again] = [await run.predict(input), await other.predict(input, { checkpoint })];
      assertEquals(Array.from(await again.data()), Array.from(await by.data()));
      tf.dispose([input, by, again]);
      const best = [...Deno.readDirSync(workDir)].find(({ name }) => name.startsWith("best_"))!.name;
      const { weights: kept, progress } = await loadCheckpoint(`${workDir}/${best}`);
      assertEquals(kept, (await loadCheckpoint(`${workDir}/epoch_${progress.epoch}.safetensors`)).weights);
      assertEquals(await other.validate({ checkpoint: `${workDir}/${best}` }), progress.scores);
      await Deno.remove(workDir, { recursive: true });
    },
  });

  Deno.test({
    name: `validations of averages change nothing of what is learnt on ${engineName}`,
    ...need,
    async fn() {
      const states = [];
      for (const valEvery of [1, 4]) {
        const workDir = await Deno.makeTempDir();
        await sentence(workDir, engine, ema(adam({ lr: 0.05 }), { momentum: 0.05 })).train({ epochs: 4, valEvery });
        const { weights, learning, slots } = await stateOf(`${workDir}/epoch_4.safetensors`);
        states.push({ weights, learning, slots });
        await Deno.remove(workDir, { recursive: true });
      }
      assertEquals(states[1], states[0]);
    },
  });
}

Deno.test("a run that learns on from a model begins with its published weights", async () => {
  const run = (optimizer: Optimizer, from: AnyModel<tf.Tensor2D>) =>
    runner({ ...silent, seed: 5 }).model(from).data(data()).evaluator(accuracy()).optimizer(optimizer).engine(cpu());
  const { model } = await run(ema(adam({ lr: 0.05 }), { momentum: 0.05 }), network()).train({ epochs: 1 });
  const averages = Object.values(model.params).map((variable) => variable.arraySync());
  const on = await run(sgd({ lr: 0 }), model).train({ steps: 1 });
  const after = Object.values(on.model.params).map((variable) => variable.arraySync());
  const learned = Object.values(model.params).map(({ trainable }) => trainable);
  assertEquals(after.filter((_, i) => learned[i]), averages.filter((_, i) => learned[i]));
});

Deno.test("publish() shows a tied weight once, and gives it back though it was shown a slot", async () => {
  await cpu().open();
  const { params: { slope } } = line(), average = tf.variable(tf.scalar(7), false);
  const before = slope.dataId, tensors = tf.memory().numTensors;
  const shown = publish({ slope, other: slope }, { published: () => ({ slope: average }) }, {});
  assertEquals(slope.arraySync(), 7);
  shown.back();
  assert(slope.dataId === before, "it is the very data of before");
  assertEquals([average.arraySync(), tf.memory().numTensors], [7, tensors]);
  publish({ slope }, { published: () => ({ slope: average }) }, {}).keep();
  assertEquals([slope.arraySync(), tf.memory().numTensors], [7, tensors]);
  slope.assign(tf.scalar(1));
  assertEquals(average.arraySync(), 7);
});

Deno.test("publish() leaves a model alone whose optimizer publishes nothing else", async () => {
  await cpu().open();
  const { params } = line(), before = params.slope.dataId;
  const shown = publish(params, sgd({ lr: 1 }), {});
  assert(params.slope.dataId === before);
  shown.back();
  assert(params.slope.dataId === before);
});
