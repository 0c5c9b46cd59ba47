/** A sentence with a step of its own: its log, its checkpoints, and what it refuses. */
import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import {
  accumulate,
  adam,
  arrays,
  batchNorm,
  byPart,
  cpu,
  dense,
  dropout,
  type Engine,
  meanSquaredError,
  mlp,
  type Model,
  model,
  native,
  on,
  relu,
  runner,
  sequential,
  sgd,
  tf,
  wasm,
} from "../../mod.ts";
import { needLibrary } from "../engines/native/need_library.ts";
import { stateOf } from "../state_of.ts";

const needed = await needLibrary();
const rows = Array.from({ length: 22 }, (_, i) => [Math.sin(i), Math.cos(3 * i)]);
const data = () => arrays({ x: rows, y: rows, batchSize: 4 });
const network = () =>
  model({
    name: "pair",
    params: {
      a: sequential(
        dense({ inputs: 2, units: 8 }),
        batchNorm({ channels: 8 }),
        relu(),
        dropout(),
        dense({ inputs: 8, units: 2 }),
      ),
      b: mlp({ sizes: [2, 8, 2] }),
    },
  });
const pair = (workDir: string, lines: string[] = []) =>
  runner({ workDir, seed: 3, log: { interval: 1, progress: false, write: (line) => void lines.push(line) } })
    .model(network).data(data())
    .optimizer({ a: accumulate(3, adam({ lr: 0.01 })), b: sgd({ lr: 0.02, momentum: 0.9 }) })
    .step(({ parts, batch: { x, y, size }, update, seed, step }) => {
      const noise = tf.randomNormal([size, 2], 0, 0.1, "float32", seed());
      const far = (p: tf.Tensor) => tf.mean(tf.squaredDifference(p, y)) as tf.Scalar;
      const loss_a = update("a", () => far(parts.a(tf.add(x, noise) as tf.Tensor2D)));
      if (step % 3 === 2) return { loss_a };
      update("a", () => far(parts.a(x)));
      return { loss_a, loss_b: update("b", () => far(parts.b(parts.a(x)))) };
    });
const stopAfter = (last: number) => on("step", ({ step }) => step === last ? { stop: "it is to be cut" } : undefined);

for (
  const [name, engine, need] of [
    ["cpu", cpu(), {}],
    ["wasm", wasm(), {}],
    ["native, eager", native({ compile: false }), needed],
    ["native, compiled", native(), needed],
  ] as [string, Engine, object][]
) {
  Deno.test({
    name: `step() cut after any step and resumed has the state of a straight run to the last bit, on ${name}`,
    ...need,
    async fn() {
      const [straight, cut] = [await Deno.makeTempDir(), await Deno.makeTempDir()], options = { steps: 16 };
      const { model } = await pair(straight).engine(engine).train(options);
      tf.dispose(model.params);
      for (const last of [1, 5, 8, 14]) {
        const { steps } = await pair(cut).engine(engine).hook(stopAfter(last)).train({ ...options, resume: true });
        assertEquals(steps, last);
      }
      await pair(cut).engine(engine).train({ ...options, resume: true });
      const [one, other] = await Promise.all([straight, cut].map((dir) => stateOf(`${dir}/step_16.safetensors`)));
      assertEquals(other, one);
      const slots = ["a/0/kernel/first", "a/accumulated/ledger", "a/counted/updates", "b/dense1/kernel/velocity"];
      assertEquals(slots.filter((slot) => !(slot in one!.slots)), []);
      for (const dir of [straight, cut]) await Deno.remove(dir, { recursive: true });
    },
  });
}

Deno.test("step() is logged as it answers, with a rate for each optimizer, and told among the settings", async () => {
  const workDir = await Deno.makeTempDir(), lines: string[] = [];
  const { logDir } = await pair(workDir, lines).engine(cpu()).train({ epochs: 1 });
  const training = lines.filter((line) => line.includes("Epoch(train)"));
  assertEquals(training.length, 6);
  assertMatch(
    training[0]!,
    /\[1\/6\] {2}a\.lr: 1\.0000e-02 b\.lr: 2\.0000e-02 {2}eta: .* {2}loss_a: \d\.\d{4} {2}loss_b: \d/,
  );
  const scalars = (await Deno.readTextFile(`${logDir}/vis_data/scalars.json`)).trim().split("\n").map((line) =>
    JSON.parse(line)
  );
  assertEquals([scalars[0]["a.lr"], scalars[0]["b.lr"], "lr" in scalars[0], "loss" in scalars[0]], [
    ...[0.01, 0.02, false, false],
  ]);
  const config = JSON.parse(await Deno.readTextFile(`${logDir}/config.json`));
  assertEquals([config.step, "loss" in config, config.optimizer.a.name, config.optimizer.b.lr], [
    ...["a function", false, "accumulate > adam", 0.02],
  ]);
  await Deno.remove(workDir, { recursive: true });
});

Deno.test("step() leaves out a whole step that is not finite, or ends the run with its weights", async () => {
  const chain = (nonFinite: "skip" | "stop") =>
    runner({ log: false }).model(network).data(data()).engine(cpu()).optimizer({
      a: sgd({ lr: 0.1 }),
      b: sgd({ lr: 0.1 }),
    })
      .step(({ parts, batch: { x }, update, step }) => ({
        loss_a: update("a", () => tf.mean(parts.a(x)) as tf.Scalar),
        loss_b: update("b", () => tf.mul(tf.mean(tf.square(parts.b(x))), step === 2 ? NaN : 1) as tf.Scalar),
      })).train({ steps: 4, nonFinite });
  const { model } = await chain("skip");
  assert(Object.values(model.params).every((weight) => weight.dataSync().every(Number.isFinite)));
  await assertRejects(() => chain("stop"), RangeError, "loss_b must be finite: got NaN at step 3");
});

Deno.test("step() refuses what is no function, and a part without an optimizer, before any work", async () => {
  const chain = runner({ log: false }).model(network).data(data()).engine(cpu());
  await assertRejects(
    () => chain.step({} as never).train({ steps: 1 }),
    TypeError,
    ".step() takes a function: got object",
  );
  const half = chain.step(({ update }) => update(() => tf.scalar(1)));
  await assertRejects(
    () => half.optimizer({ a: sgd({ lr: 1 }) }).train({ steps: 1 }),
    RangeError,
    "and b/dense1/kernel in",
  );
  await assertRejects(() => half.train({ steps: 1 }), TypeError, "Cannot train pair as the loss must depend on");
});

Deno.test("optimizer() takes one for each part of any model, also for a loss alone", async () => {
  const y = rows.map(([first]) => [first!]);
  const parts = { dense1: adam({ lr: 1e-3 }), dense2: sgd({ lr: 1e-3 }) };
  const chain = runner({ log: false }).model(() => mlp({ sizes: [2, 4, 1] })).data(
    arrays({ x: rows, y, batchSize: 11 }),
  )
    .loss(meanSquaredError()).engine(cpu());
  const [record, made] = [
    await chain.optimizer(parts).train({ epochs: 3 }),
    await chain.optimizer(byPart(parts)).train({ epochs: 3 }),
  ];
  const state = ({ model }: { readonly model: Model<never, unknown> }) =>
    Object.values(model.params).map((weight) => weight.arraySync());
  assertEquals(state(record as never), state(made as never));
});
