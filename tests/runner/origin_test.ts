import { assert, assertEquals, assertRejects, assertStringIncludes, assertThrows } from "@std/assert";
import { accuracy, arrays, cpu, mlp, type Optimizer, runner, type RunnerOptions, sgd, tf } from "../../mod.ts";
import { originOf } from "../../src/runner/origin.ts";
import { halfSquare, line, meanTarget, points } from "../toy.ts";

const quiet: RunnerOptions = { log: { write: () => {}, progress: false }, interrupt: false };
const x = Array.from({ length: 40 }, (_, i) => [Math.sin(3 * i), Math.sin(5 * i)]);
const y = x.map(([first, second]) => first! > second! ? 1 : 0);
const network = () => mlp({ sizes: [2, 8, 2] });
const data = () => arrays({ x, y, valX: x, valY: y, classes: 2, batchSize: 10 });
const shared = (options: RunnerOptions = {}) =>
  runner({ ...quiet, ...options }).model(network).data(data()).evaluator(accuracy()).engine(cpu());
const given = (options: RunnerOptions = {}) =>
  runner({ ...quiet, ...options }).model(line()).data(points([1, 2, 5])).loss(halfSquare)
    .evaluator(meanTarget("mean")).optimizer(sgd({ lr: 0.1 })).engine(cpu());

const values = (model: { readonly params: Readonly<Record<string, tf.Variable>> }) =>
  Object.values(model.params).map((variable) => [...variable.dataSync()]);

Deno.test("Runner.model() of a function: a shared sentence is as many runs as it is trained", async () => {
  const rates = [0.5, 0.05, 0.005];
  const alone = [];
  for (const lr of rates) alone.push(values((await shared().optimizer(sgd({ lr })).train({ epochs: 2 })).model));
  const half = shared(), one = [];
  for (const lr of rates) one.push(values((await half.optimizer(sgd({ lr })).train({ epochs: 2 })).model));
  assertEquals(one, alone);
  const again = await half.train({ epochs: 1 }), once = await half.train({ epochs: 1 });
  assertEquals(values(again.model), values(once.model));
  assert(again.model !== once.model);
});

Deno.test("Runner.model() of a function: runs at the same time disturb each other in nothing", async () => {
  const rates = [0.5, 0.05, 0.005], half = shared();
  const alone = [];
  for (const lr of rates) alone.push(values((await shared().optimizer(sgd({ lr })).train({ epochs: 3 })).model));
  const before = tf.memory().numTensors;
  const together = await Promise.all(rates.map((lr) => half.optimizer(sgd({ lr })).train({ epochs: 3 })));
  assertEquals(together.map(({ model }) => values(model)), alone);
  for (const { model } of together) tf.dispose(model.params);
  assertEquals(tf.memory().numTensors, before);
});

Deno.test("Runner.test(), validate() and predict() go by what the sentence itself has learnt last", async () => {
  const half = shared(), good = half.optimizer(sgd({ lr: 0.5 })), bad = half.optimizer(sgd({ lr: 1e-9 }));
  const first = (await good.train({ epochs: 20 })).scores!.accuracy;
  const second = (await bad.train({ epochs: 1 })).scores!.accuracy;
  assert(first > 90 && second < 90, `${first} ${second}`);
  assertEquals([(await good.test()).accuracy, (await bad.validate()).accuracy], [first, second]);
  // One that was made of it knows what it knew; one that learnt nothing takes what was learnt last of this model.
  assertEquals((await good.engine(cpu()).test()).accuracy, first);
  assertEquals([(await half.test()).accuracy, (await half.optimizer(sgd({ lr: 1 })).test()).accuracy], [
    second,
    second,
  ]);
  const prediction = await good.predict(tf.tensor2d([[1, -1], [-1, 1]]));
  assertEquals([...tf.argMax(prediction, 1).dataSync()], [1, 0]);
});

Deno.test("Runner.test() refuses to judge by what was disposed of, and not by a new model in its place", async () => {
  const half = shared();
  tf.dispose((await half.train({ epochs: 1 })).model.params);
  await assertRejects(() => half.test(), TypeError, "got mlp, whose weights were disposed of. Name a checkpoint");
});

Deno.test("Runner.test() and predict() of a function that was not trained leave no tensor behind", async () => {
  const half = shared();
  await half.test();
  const before = tf.memory().numTensors, input = tf.tensor2d([[1, -1]]);
  const { accuracy } = await half.test();
  assertEquals((await half.test()).accuracy, accuracy);
  tf.dispose([input, await half.predict(input)]);
  assertEquals(tf.memory().numTensors, before);
});

Deno.test("Runner.train() of a function gives its model back when the run fails", async () => {
  await cpu().open();
  const half = shared(), before = tf.memory().numTensors;
  await assertRejects(() => half.hook(() => Promise.reject(new Error("no"))).train({ epochs: 1 }), Error, "no");
  await assertRejects(() => half.train({} as never), TypeError, "a run has a length");
  assertEquals(tf.memory().numTensors, before);
});

Deno.test("Runner.model() of a function leaves what was there before alone", async () => {
  const body = line();
  const half = runner(quiet).model(() => body).data(points([1])).loss(halfSquare).evaluator(meanTarget("mean")).engine(
    cpu(),
  );
  await half.test();
  assertEquals(body.params.slope.isDisposed, false);
  await half.train({ epochs: 1 });
  await assertRejects(
    () => half.train({ epochs: 1 }),
    TypeError,
    "the function of .model() makes a new model each time: got line with weights that an earlier run has moved.",
  );
});

Deno.test("Runner.train() refuses to train a given model twice, and says how to go on", async () => {
  const sentence = given();
  const { model } = await sentence.train({ epochs: 1 });
  const slope = values(model);
  const { message } = await assertRejects(() => sentence.optimizer(sgd({ lr: 1 })).train({ epochs: 1 }), TypeError);
  for (const part of ["Cannot train", "trained once: got line", ".model(() => line(...))", "resume", "weights"]) {
    assertStringIncludes(message, part);
  }
  assertStringIncludes(message, ".model(outcome.model)");
  assertEquals(values(model), slope);
  // What it says can be done is done.
  await given().model(model as never).train({ epochs: 1 });
  assert(values(model)[0]![0] !== slope[0]![0]);
});

Deno.test("Runner.train() lets a given model be tried again where no step was taken", async () => {
  const sentence = given();
  await assertRejects(() => sentence.data({ name: "none", train: () => [] } as never).train({ epochs: 1 }));
  const fails = sentence.loss(() => {
    throw new Error("no loss");
  });
  await assertRejects(() => fails.train({ epochs: 1 }), Error, "no loss");
  await sentence.train({ epochs: 1 });
});

Deno.test("Runner.train() refuses a model that another run is training, of any sentence", async () => {
  const model = line();
  const sentence = () => given().model(model as never);
  const first = sentence().train({ epochs: 1 });
  const { message } = await assertRejects(() => sentence().train({ epochs: 1, weights: "w" }), TypeError);
  assertStringIncludes(message, "a model is trained by one run at a time: got line, which another run is training.");
  await first;
  await sentence().train({ epochs: 1 });
});

Deno.test("Runner.train() with weights takes those of a checkpoint and nothing else of it", async () => {
  const workDir = await Deno.makeTempDir();
  await given({ workDir }).train({ epochs: 2 });
  const steps: number[] = [];
  const next = given({ workDir }).hook((event) => {
    if (event.type === "step") steps.push(event.step);
    return event.type === "step" ? { stop: "enough" } : undefined;
  });
  // Six steps to where the checkpoint is, and one from there: y = 1, 2, 5 in the order of each epoch.
  let slope = 0;
  for (const target of [1, 2, 5, 2, 5, 1]) slope -= 0.1 * (slope - target);
  const { model } = await next.train({ epochs: 1, weights: `${workDir}/epoch_2.safetensors` });
  slope -= 0.1 * (slope - 1);
  assertEquals([steps, values(model)[0]![0]!.toFixed(5)], [[1], slope.toFixed(5)]);
  // So a given model may be trained again, and resume goes first where there is something to resume.
  await next.train({ epochs: 1, weights: true });
  const { steps: all } = await given({ workDir }).train({
    epochs: 3,
    resume: `${workDir}/epoch_2.safetensors`,
    weights: true,
  });
  assertEquals(all, 9);
  await Deno.remove(workDir, { recursive: true });
});

Deno.test("Runner.train() with weights refuses a work directory without a checkpoint", async () => {
  const workDir = await Deno.makeTempDir();
  await assertRejects(
    () => given({ workDir }).train({ epochs: 1, weights: true }),
    Deno.errors.NotFound,
    `Cannot take the newest checkpoint as ${workDir} must have one: got none.`,
  );
  // Nor does a given model begin anew where there is nothing to resume.
  const sentence = given({ workDir, checkpoint: false });
  await sentence.train({ epochs: 1 });
  await assertRejects(
    () => sentence.train({ epochs: 1, resume: true }),
    TypeError,
    "a model that was given is trained once",
  );
  await Deno.remove(workDir, { recursive: true });
});

Deno.test("Runner.model() takes a function that makes a tf.LayersModel", async () => {
  await cpu().open();
  const keras = () =>
    tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [2], kernelInitializer: "zeros" })] });
  const optimizer: Optimizer = sgd({ lr: 0.5 });
  const half = runner(quiet).model(keras).data(data() as never).evaluator(accuracy() as never).optimizer(optimizer)
    .engine(cpu()) as unknown as ReturnType<typeof shared>;
  const [first, second] = [await half.train({ epochs: 2 }), await half.train({ epochs: 2 })];
  assertEquals(values(first.model), values(second.model));
});

Deno.test("originOf() refuses what is no model", () => {
  const refused = (given: unknown, got: string) =>
    assertThrows(
      () => originOf(given as never),
      TypeError,
      `Cannot take the model as .model() takes a model, a tf.LayersModel or a function that makes one: got ${got}. Write `,
    );
  refused(Promise.resolve(line()), "a promise, which is to be awaited before");
  refused(undefined, "undefined");
  refused(mlp, "the function mlp, which wants to be told something");
  assertThrows(() => originOf((() => "mlp") as never).toLearn(), TypeError, "got mlp.");
});

Deno.test("Runner.train() says that a given model was trained before, by another sentence", async () => {
  const notes: string[] = [];
  const model = line();
  const train = () =>
    given().model(model as never).hook((event) =>
      void (event.type === "note" && event.level !== "debug" && notes.push(event.text))
    )
      .train({ epochs: 1 });
  await train();
  assertEquals(notes, []);
  await train();
  assertEquals(notes, ["line was trained before: it learns on from there."]);
});

Deno.test("Runner.predict() refuses numbers where a tensor is meant", async () => {
  const sentence = runner({ log: false }).model(mlp({ sizes: [2, 2] })).engine(cpu());
  for (const x of [[[1, 2]], Float32Array.of(1, 2)]) {
    await assertRejects(
      () => sentence.predict(x as never),
      TypeError,
      "must be a tensor, or tensors: got numbers. Write tf.tensor(x).",
    );
  }
});
