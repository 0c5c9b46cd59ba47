import { assert, assertEquals, assertMatch, assertRejects, assertStringIncludes } from "@std/assert";
import {
  accuracy,
  arrays,
  cpu,
  crossEntropy,
  type Event,
  type Hook,
  loadCheckpoint,
  mlp,
  runner,
  type RunnerOptions,
  sgd,
  synthetic,
  tf,
} from "../mod.ts";
import { halfSquare, line, meanTarget, points } from "./toy.ts";

const quiet: RunnerOptions = { log: { write: () => {}, progress: false } };

/** A complete chain around the toy. */
function chain(options: RunnerOptions = {}, hook: Hook = () => {}) {
  return runner({ ...quiet, ...options }).model(line()).data(points([1, 2, 5])).loss(halfSquare)
    .evaluator(meanTarget("mean")).optimizer(sgd({ lr: 0.1, momentum: 0.9 })).engine(cpu()).hook(hook);
}

const losses = (into: number[]): Hook => (event) => void (event.type === "report" && into.push(...event.losses.loss!));
const names = async (folder: string) =>
  (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name).toSorted();

Deno.test("Runner is immutable: a chain can branch", async () => {
  const data = { name: "points", train: points([1, 2]).train };
  const base = runner(quiet).model(line()).data(data).loss(halfSquare).engine(cpu());
  base.evaluator(meanTarget("mean"));
  assertEquals((await base.train({ epochs: 1 })).scores, undefined);
});

Deno.test("Runner.train() hands back the model, scores and steps, frozen", async () => {
  const outcome = await chain().train({ epochs: 2 });
  assertEquals([outcome.model.name, outcome.steps, outcome.stopped, outcome.logDir], ["line", 6, undefined, undefined]);
  assertEquals(outcome.scores?.mean.toFixed(4), "2.6667");
  assert(Object.isFrozen(outcome));
});

Deno.test("Runner.train() gives the same losses for the same seed, and others for another", async () => {
  const run = async (seed: number) => {
    const read: number[] = [];
    const x = Array.from({ length: 20 }, (_, i) => [Math.sin(i), Math.sin(2 * i)]);
    const data = arrays({ x, y: x.map((_, i) => i % 2), classes: 2, batchSize: 5 });
    await runner({ ...quiet, seed }).model(mlp({ sizes: [2, 4, 2] })).data(data)
      .optimizer(sgd({ lr: 0.1 })).engine(cpu()).hook(losses(read)).train({ epochs: 2 });
    return read;
  };
  const first = await run(1);
  assertEquals(await run(1), first);
  assert((await run(2)).some((loss, i) => loss !== first[i]));
});

Deno.test("Runner.train() writes MMEngine's work directory", async () => {
  const workDir = await Deno.makeTempDir();
  const { logDir } = await chain({ workDir }).train({ epochs: 2 });
  const time = logDir!.split("/").at(-1)!;
  assertMatch(time, /^\d{8}_\d{6}$/);
  assertEquals(
    await names(workDir),
    [time, "epoch_1.safetensors", "epoch_2.safetensors", "last_checkpoint"].toSorted(),
  );
  const text = await Deno.readTextFile(`${logDir}/${time}.log`);
  for (
    const part of [
      "System environment:",
      "Checkpoints will be saved to",
      "Epoch(train) [1][3/3]  lr: 1.0000e-01",
      "Saving checkpoint at 1 epochs",
      "Epoch(val) [2][3/3]    mean: 2.6667",
    ]
  ) {
    assertStringIncludes(text, part);
  }
  const scalars = (await Deno.readTextFile(`${logDir}/vis_data/scalars.json`)).trimEnd().split("\n").map((line) =>
    JSON.parse(line)
  );
  assertEquals(scalars.map(({ step }) => step), [3, 1, 6, 2]);
  await Deno.remove(workDir, { recursive: true });
});

Deno.test("Runner.train() writes down what it was: beside its log, in its checkpoints and at the head of the log", async () => {
  const workDir = await Deno.makeTempDir();
  const lines: string[] = [];
  const log = { write: (text: string) => void lines.push(text), progress: false };
  const { logDir } = await chain({ workDir, seed: 3, log }, function mine() {}).train({ epochs: 1 });
  const config = JSON.parse(await Deno.readTextFile(`${logDir}/config.json`));
  assertEquals([config.model, config.data, config.loss], [{ name: "line" }, { name: "points" }, "halfSquare"]);
  assertEquals(config.optimizer, { name: "sgd", lr: 0.1, momentum: 0.9, weightDecay: 0, nesterov: false });
  assertEquals(config.hooks, ["log", "scalars", "mine", "checkpoint", "interrupt"]);
  assertEquals([config.metrics, config.engine], [[{ name: "mean" }], { name: "cpu" }]);
  assertEquals([config.train, config.seed], [{ epochs: 1, valEvery: 1, nonFinite: "stop" }, 3]);
  const { settings } = await loadCheckpoint(`${workDir}/epoch_1.safetensors`);
  assertEquals(settings, config);
  assertStringIncludes(
    lines[0]!,
    "\n    optimizer: sgd({ lr: 0.1, momentum: 0.9, weightDecay: 0, nesterov: false })\n",
  );

  // A run that goes on has the seed of its checkpoint, and tells the length of its own.
  const next = await chain({ workDir, seed: 4, log }).train({ epochs: 2, resume: true });
  const later = (await loadCheckpoint(`${workDir}/epoch_2.safetensors`)).settings;
  assertEquals([later?.seed, later?.train], [3, { epochs: 2, valEvery: 1, nonFinite: "stop" }]);
  assertEquals(next.steps, 6);
  await Deno.remove(workDir, { recursive: true });
});

Deno.test("Runner.train() refuses a length that is none before any work, however it is misspelled", async () => {
  const refused = async (options: object, reason: string) => {
    const call = () => chain({}, () => Promise.reject("a step was taken")).train(options as { epochs: 1 });
    assertStringIncludes((await assertRejects(call, TypeError)).message, reason);
  };
  await refused({ epoch: 2 }, "got epoch. Did you mean epochs?");
  await refused({}, "a run has a length: got no epochs, steps, samples or minutes");
  await refused({ epochs: 1, steps: 5 }, "one of epochs, steps and samples: got epochs 1 and steps 5");
  await assertRejects(
    () => chain().validate({ checkpont: true } as never),
    TypeError,
    "the options of .validate() are checkpoint: got checkpont. Did you mean checkpoint?",
  );
});

Deno.test("Runner.train() resumed after one epoch gives the losses of two straight to the last digit", async () => {
  const workDir = await Deno.makeTempDir();
  const straight: number[] = [], halves: number[] = [];
  await chain({ seed: 4 }, losses(straight)).train({ epochs: 2 });
  await chain({ seed: 4, workDir }, losses(halves)).train({ epochs: 1 });
  // Another seed in the second script changes nothing: the checkpoint's goes on.
  const { steps } = await chain({ seed: 9, workDir }, losses(halves)).train({ epochs: 2, resume: true });
  assertEquals([halves, steps], [straight, 6]);
  await Deno.remove(workDir, { recursive: true });
});

Deno.test("Runner.train() resumed logs the same smoothed losses as the straight run", async () => {
  const [straight, halves] = [await Deno.makeTempDir(), await Deno.makeTempDir()];
  const logged = async (workDir: string) => {
    const runs = (await Array.fromAsync(Deno.readDir(workDir))).filter(({ isDirectory }) => isDirectory).map((
      { name },
    ) => name);
    const lines: { step: number; loss?: number; iter?: number }[] = [];
    for (const name of runs) {
      const text = await Deno.readTextFile(`${workDir}/${name}/vis_data/scalars.json`);
      lines.push(...text.trimEnd().split("\n").map((line) => JSON.parse(line)));
    }
    return lines.filter(({ loss }) => loss !== undefined).map(({ step, loss }) => [step, loss]).toSorted((a, b) =>
      a[0]! - b[0]!
    );
  };
  await chain({ workDir: straight }).train({ epochs: 3 });
  await chain({ workDir: halves }).train({ epochs: 1 });
  await chain({ workDir: halves }).train({ epochs: 3, resume: true });
  assertEquals(await logged(halves), await logged(straight));
  for (const workDir of [straight, halves]) await Deno.remove(workDir, { recursive: true });
});

Deno.test("Runner.train() stopped in mid-epoch by a hook saves, and resumes to the last digit", async () => {
  const workDir = await Deno.makeTempDir();
  const straight: number[] = [], halves: number[] = [];
  await chain({}, losses(straight)).train({ epochs: 2 });
  const stopAt4: Hook = (event) => event.type === "step" && event.step === 4 ? { stop: "lunch" } : undefined;
  const { stopped } = await chain({ workDir }, losses(halves)).hook(stopAt4).train({ epochs: 2 });
  assertEquals([stopped, (await loadCheckpoint(`${workDir}/step_4.safetensors`)).progress.batch], ["lunch", 1]);
  await chain({ workDir }, losses(halves)).train({ epochs: 2, resume: true });
  assertEquals(halves, straight);
  await Deno.remove(workDir, { recursive: true });
});

Deno.test("Runner.train() says that there is nothing to resume, and that a checkpoint's seed is kept", async () => {
  const workDir = await Deno.makeTempDir();
  const train = async (options: RunnerOptions, epochs: number) => {
    const notes: string[] = [];
    const listen: Hook = (event) => void (event.type === "note" && notes.push(event.text));
    await chain({ ...options, workDir, checkpoint: { every: 1 } }, listen).train({ epochs, resume: true });
    return notes.filter((text) => !/^(Opened|Checkpoints will|Saving checkpoint|Going on from)/.test(text));
  };
  const none = `There is no checkpoint in ${workDir} yet: the weights are those that the model has, or new ones.`;
  assertEquals(await train({ seed: 1 }, 1), [none]);
  assertEquals(await train({ seed: 2 }, 2), [
    "The run goes on with the seed of its checkpoint, 1, and not with 2.",
  ]);
  assertEquals(await train({ seed: 1 }, 3), []);
  assertEquals(await train({}, 4), []);
  await Deno.remove(workDir, { recursive: true });
});

Deno.test("Runner.train() begins anew where there is nothing to resume", async () => {
  const workDir = await Deno.makeTempDir();
  assertEquals((await chain({ workDir }).train({ epochs: 1, resume: true })).steps, 3);
  await Deno.remove(workDir, { recursive: true });
});

Deno.test("Runner.train() refuses to resume what is longer than the run, another model, or without a workDir", async () => {
  const workDir = await Deno.makeTempDir();
  await chain({ workDir }).train({ epochs: 2 });
  await assertRejects(
    () => chain({ workDir }).train({ epochs: 1, resume: true }),
    RangeError,
    "got a checkpoint of 2 whole epochs for a run of 1",
  );
  await assertRejects(
    () => chain({ workDir }).model(mlp({ sizes: [2, 1] }) as never).train({ epochs: 3, resume: true }),
    RangeError,
    "Cannot load weights of line into the model mlp",
  );
  await assertRejects(
    () => chain().train({ epochs: 3, resume: true }),
    TypeError,
    "runner() must have a workDir: got none",
  );
  await Deno.remove(workDir, { recursive: true });
});

Deno.test("Runner.train() refuses a checkpoint that is cut short", async () => {
  const workDir = await Deno.makeTempDir();
  await chain({ workDir }).train({ epochs: 1 });
  const path = `${workDir}/epoch_1.safetensors`;
  await Deno.truncate(path, 20);
  await assertRejects(
    () => chain({ workDir }).train({ epochs: 2, resume: true }),
    SyntaxError,
    "the file is cut short: got 20 bytes",
  );
  await Deno.remove(workDir, { recursive: true });
});

Deno.test("Runner.train() refuses a wrong chain before any work, with every reason at once", async () => {
  const wrong = runner({ seed: -1, checkpoint: { best: "accuracy" } }).evaluator.bind(
    runner().model(line()).data(points([1])) as never,
  );
  const twice = (wrong as unknown as (...metrics: unknown[]) => ReturnType<typeof chain>)(
    meanTarget("mean"),
    meanTarget("mean"),
  );
  const error = await assertRejects(() => twice.train({ epochs: 0, steps: 1 } as never), TypeError);
  assertEquals(
    error.message,
    [
      "Cannot train as the chain is not complete and right:",
      "  - call .loss() before .train()",
      "  - each score needs a name of its own: got mean twice",
      "  - epochs must be a whole number of at least 1: got 0",
      "  - a run is counted in one of epochs, steps and samples: got epochs 0 and steps 1",
    ].join("\n"),
  );
  await assertRejects(
    () => chain({ seed: -1 }).train({ epochs: 1 }),
    TypeError,
    'seed must be "random" or a whole number from 0 to 4294967295: got -1',
  );
  await assertRejects(
    () => chain({ workDir: "nowhere", checkpoint: { best: "acc" } }).train({ epochs: 1 }),
    TypeError,
    "checkpoint.best needs the score acc: got mean",
  );
  await assertRejects(
    () => chain({ checkpoint: { keep: 2 } }).train({ epochs: 1 }),
    TypeError,
    "checkpoints need a folder: got runner() with checkpoint options and no workDir",
  );
});

Deno.test("Runner.train() refuses a work directory that it cannot write to, before the engine starts", async () => {
  const workDir = await Deno.makeTempFile();
  let opened = false;
  const engine = { ...cpu(), open: () => (opened = true, cpu().open()) };
  await assertRejects(
    () => chain({ workDir }).engine(engine).train({ epochs: 1 }),
    Error,
    `Cannot write to the work directory ${workDir}`,
  );
  assertEquals(opened, false);
  await Deno.remove(workDir);
});

Deno.test("Runner.train() tells hooks of an error and lets it through", async () => {
  const heard: string[] = [];
  const listen: Hook = (event: Event) => void heard.push(event.type);
  await assertRejects(
    () => chain({}, listen).data(points([NaN])).train({ epochs: 1 }),
    RangeError,
    "loss must be finite: got NaN at step 1",
  );
  assertEquals(heard.at(-1), "error");
});

Deno.test("Runner.train() without its hooks computes the same", async () => {
  const bare = await chain({ log: false, interrupt: false }).train({ epochs: 2 });
  const full = await chain().train({ epochs: 2 });
  assertEquals(bare.model.params, bare.model.params);
  assertEquals(await bare.model.params.slope!.data(), await full.model.params.slope!.data());
});

Deno.test("Runner.validate() and test() judge the weights of a checkpoint", async () => {
  const workDir = await Deno.makeTempDir();
  const learn = (options: RunnerOptions = {}) =>
    runner({ ...quiet, workDir, ...options }).model(mlp({ sizes: [1, 1] })).data({
      ...points([1]),
      train: () => [{ x: tf.tensor2d([[1]]), y: tf.tensor2d([[3]]), size: 1 }],
      val: () => [{ x: tf.tensor2d([[1]]), y: tf.tensor2d([[3]]), size: 1 }],
      batches: { train: 1, val: 1 },
    }).loss(halfSquare).evaluator({
      ...{ name: "error", better: "lower", init: () => tf.scalar(0), compute: (state) => state as tf.Scalar },
      update: (_, prediction, y) => tf.max(tf.abs(tf.sub(prediction, y))),
    }).optimizer(sgd({ lr: 0.5 })).engine(cpu());
  await learn().train({ epochs: 30 });
  assert((await learn().validate({ checkpoint: true })).error < 1e-3);
  assert((await learn().test({ checkpoint: `${workDir}/epoch_30.safetensors` })).error < 1e-3);
  assert((await learn().validate()).error > 0.1);
  const prediction = await learn().predict(tf.tensor2d([[1]]), { checkpoint: true });
  assert(Math.abs(prediction.dataSync()[0]! - 3) < 1e-3);
  await Deno.remove(workDir, { recursive: true });
});

Deno.test("Runner.model() takes a tf.LayersModel", async () => {
  await cpu().open();
  const keras = tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [2] })] });
  const x = Array.from({ length: 40 }, (_, i) => [Math.sin(3 * i), Math.sin(5 * i)]);
  const y = x.map(([first, second]) => first! > second! ? 1 : 0);
  const data = arrays({ x, y, valX: x, valY: y, classes: 2, batchSize: 10 });
  const { scores } = await runner(quiet).model(keras).data(data).loss(crossEntropy() as never).evaluator(
    accuracy() as never,
  )
    .optimizer(sgd({ lr: 0.5 })).engine(cpu()).train({ epochs: 20 });
  assert((scores as unknown as { accuracy: number }).accuracy > 90);
});

Deno.test("Runner.permissions() is the union of what the parts need, as flags", () => {
  const flags = runner({ workDir: "work" }).model(line()).data({
    ...points([1]),
    permissions: [{ name: "net", host: "a.example" }],
  })
    .engine({ ...cpu(), permissions: [{ name: "ffi", path: "/lib/x.so" }] }).permissions();
  assertEquals(flags, ["--allow-read=work", "--allow-write=work", "--allow-net=a.example", "--allow-ffi=/lib/x.so"]);
});

Deno.test("Runner.train() learns the synthetic images well above chance", async () => {
  const { scores } = await runner(quiet).model(mlp({ sizes: [3072, 32, 10] }))
    .data(synthetic({ trainSamples: 1000, valSamples: 200, augment: false }))
    .evaluator(accuracy()).optimizer(sgd({ lr: 0.003, momentum: 0.9 })).engine(cpu()).train({ epochs: 3 });
  assert(scores!.accuracy > 25, `accuracy ${scores!.accuracy}`);
});

Deno.test("Runner.validate() of a checkpoint of a run counted in steps says Iter(val)", async () => {
  for (
    const [length, head] of [[{ steps: 3, valEvery: 3 }, "Iter(val) [3/3]"], [
      { epochs: 1 },
      "Epoch(val) [1][3/3]",
    ]] as const
  ) {
    const workDir = await Deno.makeTempDir();
    const lines: string[] = [];
    const log = { write: (line: string) => void (/\(val\)/.test(line) && lines.push(line)), progress: false };
    await chain({ workDir, log }).train(length);
    await chain({ workDir, log }).validate({ checkpoint: true });
    assertEquals(lines.map((line) => line.slice(line.indexOf("INFO - ") + 7, line.indexOf("    "))), [head, head]);
    await Deno.remove(workDir, { recursive: true });
  }
});
