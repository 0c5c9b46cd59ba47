import { assert, assertEquals, assertRejects } from "@std/assert";
import * as r from "../../mod.ts";
import { needLibrary } from "../engines/native/need_library.ts";

const { tf } = r;

/** Dark and bright squares with a little noise, as files in folders of classes. */
async function squares(folder: string, count: number): Promise<void> {
  for (const [name, level] of [["bright", 200], ["dark", 40]] as const) {
    await Deno.mkdir(`${folder}/${name}`, { recursive: true });
    for (let i = 0; i < count; i++) {
      const [height, width] = [20 + i, 24], next = r.generator(r.mixSeed(7, name, i));
      const data = Uint8Array.from({ length: height * width * 3 }, () => level + 30 * next());
      await r.writeImage(`${folder}/${name}/${i}.png`, { dtype: "uint8", shape: [height, width, 3], data });
    }
  }
}

const network = () =>
  r.sequential(
    r.conv2d({ channels: 3, filters: 4, kernelSize: 3, padding: 1 }),
    r.batchNorm({ channels: 4 }),
    r.relu(),
    r.globalAvgPool(),
    r.dense({ inputs: 4, units: 2 }),
  );

/** A run over the squares, its last checkpoint, and what the validation predicted. */
async function trained(workDir: string, engine: r.Engine = r.cpu()) {
  await squares(`${workDir}/data`, 5);
  const data = r.imageFolder(`${workDir}/data`, { size: 16, batchSize: 4, valShare: 0.4, workers: 0 });
  const { model } = await r.runner({ workDir, log: false }).model(network()).data(data).evaluator(r.accuracy())
    .optimizer(r.adam({ lr: 0.05 })).engine(engine).train({ epochs: 4 });
  return { data, model, path: `${workDir}/epoch_4.safetensors` };
}

const workDir = await Deno.makeTempDir();
const { data, model, path } = await trained(workDir);
globalThis.addEventListener("unload", () => Deno.removeSync(workDir, { recursive: true }));

Deno.test("predictor() answers files by the checkpoint alone: names, scores, and what the validation predicts", async () => {
  const before = tf.memory().numTensors, expected: number[] = [];
  for await (const { x, y } of data.val!()) {
    const y2 = tf.tidy(() => model.forward(x, { training: false, seed: 0 }) as r.tf.Tensor);
    expected.push(...await y2.data());
    tf.dispose([x, y, y2]);
  }
  {
    using predict = await r.predictor(path, { engine: r.cpu(), workers: 0 });
    assertEquals(predict.knows.classes, ["bright", "dark"]);
    assertEquals(predict.knows.shape, [16, 16, 3]);
    const answers = await Array.fromAsync(predict.each(`${workDir}/data`));
    assertEquals(answers.length, 10);
    for (const { input, name, score, scores } of answers) {
      assert(String(input).includes(`/${name}/`), `${input} is ${name}`);
      assertEquals(score, scores![0]!.score);
      assert(Math.abs(scores!.reduce((sum, { score }) => sum + score, 0) - 1) < 1e-6);
    }
    const found = answers.map(({ prediction }) => [...(prediction as r.HostTensor).data]);
    const held = Array.from({ length: expected.length / 2 }, (_, i) => expected.slice(2 * i, 2 * i + 2));
    for (const row of held) {
      assert(found.some((each) => each.every((logit, i) => Math.abs(logit - row[i]!) < 1e-5)), `${row} of ${found}`);
    }
    const [first] = answers, one = await predict(String(first!.input));
    assertEquals([one.input, one.name], [first!.input, first!.name]);
    assert(Math.abs(one.score! - first!.score!) < 1e-6);
  }
  assertEquals(tf.memory().numTensors, before);
});

Deno.test("predictor() takes bytes, pixels, blobs, addresses, numbers, lists, streams and iterators alike", async () => {
  using predict = await r.predictor(path, { engine: r.cpu(), workers: 0, batchSize: 3 });
  const file = `${workDir}/data/dark/2.png`, bytes = await Deno.readFile(file);
  const { score } = await predict(file), near = (other: number | undefined) => Math.abs(other! - score!) < 1e-6;
  const all = [bytes, new Blob([bytes]), bytes.buffer, await r.readImage(file), new URL(`file://${file}`), file];
  const expected = [0, 1, 2, 3, file, file];
  const stream = ReadableStream.from(all as r.PredictorInput[]);
  async function* later() {
    yield* all;
  }
  for (const inputs of [all, stream, later(), new Set(all)] as r.PredictorInputs[]) {
    const answers = await Array.fromAsync(predict.each(inputs));
    assertEquals(answers.map(({ input }) => input), expected);
    assert(answers.every((answer) => near(answer.score) && answer.name === "dark"));
  }
  for await (const { x, y } of data.val!()) {
    const answers = await Array.fromAsync(predict.each(x)), [row] = (await x.array()) as number[][][][];
    assertEquals(answers.length, x.shape[0]);
    assertEquals((await predict(row!)).score, answers[0]!.score);
    tf.dispose([x, y]);
  }
  await assertRejects(() => predict(new Date() as never), TypeError, "it must be an image or numbers: got Date");
});

Deno.test("predictor() reads files in threads to the same answers", async () => {
  const answers = async (workers: number) => {
    using predict = await r.predictor(path, { engine: r.cpu(), workers, batchSize: 2 });
    return await Array.fromAsync(predict.each(`${workDir}/data`));
  };
  assertEquals(await answers(2), await answers(0));
});

Deno.test("predictor() refuses what cannot be read, or leaves it out and says so", async () => {
  const broken = `${workDir}/broken.jpg`, whole = `${workDir}/data/dark/0.png`;
  await Deno.writeTextFile(broken, "no image");
  using strict = await r.predictor(path, { engine: r.cpu(), workers: 0 });
  await assertRejects(() => strict(broken), Error, `Cannot read ${broken} as it must be JPEG, PNG or WebP`);
  await assertRejects(
    () => strict(`${workDir}/nowhere.jpg`),
    Error,
    "it must be a file that may be read: got NotFound",
  );
  await assertRejects(() => Array.fromAsync(strict.each([broken, whole])), Error, broken);
  using lenient = await r.predictor(path, { engine: r.cpu(), workers: 0, onBroken: "skip" });
  const said: string[] = [], { warn } = console;
  console.warn = (line: string) => void said.push(line);
  try {
    for (const inputs of [[broken, whole], new Set([broken, whole])]) {
      const answers = await Array.fromAsync(lenient.each(inputs));
      assertEquals(answers.map(({ input }) => input), [whole]);
    }
  } finally {
    console.warn = warn;
  }
  assertEquals(said.map((line) => line.includes(broken)), said.map(() => true));
  assertEquals(said.length >= 2, true);
});

Deno.test("predictor() averages the predictions of views", async () => {
  const file = `${workDir}/data/dark/1.png`, options = { engine: r.cpu(), workers: 0 };
  const logit = async (views?: r.PredictorOptions["views"]) => {
    using predict = await r.predictor(path, { ...options, ...views && { views } });
    return ((await predict(file)).prediction as r.HostTensor).data[0]!;
  };
  const [plain, flipped] = [await logit(), await logit([r.mirrored])];
  const both = await logit([(x) => x, r.mirrored]);
  assert(plain !== flipped && Math.abs(both - (plain + flipped) / 2) < 1e-5, `${both} of ${plain} and ${flipped}`);
});

Deno.test("predictor() takes a model of one's own, and says so where a checkpoint cannot make it", async () => {
  const own = () => {
    const params = { body: network() };
    return r.model({ name: "mine", params, forward: (x: r.tf.Tensor4D, mode, { body }) => body.forward(x, mode) });
  };
  const folder = `${workDir}/own`;
  await r.runner({ workDir: folder, log: false }).model(own()).data(data).evaluator(r.accuracy()).engine(r.cpu()).train(
    { epochs: 1 },
  );
  const checkpoint = `${folder}/epoch_1.safetensors`, engine = r.cpu();
  await assertRejects(
    () => r.predictor(checkpoint, { engine }),
    TypeError,
    "it must be a network of the shelf: got mine. Hand it over, made as for its training: predictor(path, { model }).",
  );
  using predict = await r.predictor(checkpoint, { model: own(), engine });
  assertEquals((await predict(`${workDir}/data/dark/0.png`)).scores!.length, 2);
  // A model that is at hand needs no file, and what it does not know is told.
  const { knows } = predict;
  using direct = await r.predictor(model, { knows, engine });
  assertEquals((await direct(`${workDir}/data/dark/0.png`)).name, "dark");
  await assertRejects(() => r.predictor(network(), { engine }), RangeError, "all its weights must be learnt");
});

Deno.test("predictor() takes weights of another tool with a model", async () => {
  const file = `${workDir}/weights.safetensors`;
  await r.saveCheckpoint(file, await r.loadCheckpoint(path));
  const { weights } = await r.loadCheckpoint(path);
  const { writeSafetensors } = await import("../../src/files/safetensors.ts");
  using out = await Deno.open(file, { write: true, truncate: true });
  await writeSafetensors(out, { tensors: weights, metadata: {} });
  const { knows } = await r.loadCheckpoint(path);
  using predict = await r.predictor(file, { model: network(), knows: knows!, engine: r.cpu() });
  assertEquals((await predict(`${workDir}/data/dark/0.png`)).name, "dark");
});

Deno.test("predictor() answers rows of a table by what was fitted for it, which its checkpoint keeps", async () => {
  const folder = `${workDir}/table`,
    rows = Array.from({ length: 40 }, (_, i) => ({
      mm: i % 10 === 9 ? null : i,
      island: ["Dream", "Biscoe", "Torgersen"][i % 3]!,
      kind: i < 20 ? "small" : "large",
    }));
  for (const input of ["named", "oneHot"] as const) {
    const birds = await r.table({ rows, target: "kind", input, batchSize: 8 });
    const data = birds as unknown as r.DatasetWithLoss<r.tf.Tensor, r.tf.Tensor1D, r.tf.Tensor2D>;
    const make = input === "named"
      ? r.tabular({ ...birds.sizes, hidden: [8] })
      : r.mlp({ sizes: [birds.sizes.numbers, 8, 2] });
    const model = make as r.Model<r.tf.Tensor, r.tf.Tensor2D>;
    await r.runner({ workDir: folder, log: false }).model(model).data(data).evaluator(r.accuracy()).engine(
      r.cpu(),
    )
      .optimizer(r.adam({ lr: 0.05 })).train({ epochs: 10 });
    using predict = await r.predictor(`${folder}/epoch_10.safetensors`, { engine: r.cpu() });
    const asked = [{ mm: 2, island: "Dream" }, { mm: "35", island: "Biscoe" }, { mm: null, island: "Nowhere" }];
    const answers = await Array.fromAsync(predict.each(asked));
    const x = birds.inputs(asked),
      right = tf.tidy(() => model.forward(x as r.tf.Tensor, { training: false, seed: 0 }).arraySync());
    assertEquals(answers.map(({ prediction }) => [...(prediction as r.HostTensor).data]), right);
    assertEquals(answers.slice(0, 2).map(({ name }) => name), ["small", "large"]);
    await assertRejects(() => predict({ mm: "wide", island: "Dream" }), TypeError, "column mm must hold a number");
    await assertRejects(() => predict(asked as never), TypeError, "got a list of 3. predict.each(list) takes many.");
    tf.dispose(x as r.tf.Tensor);
  }
});

Deno.test("predictor() answers numbers where there are no classes", async () => {
  const folder = `${workDir}/numbers`, x = Array.from({ length: 8 }, (_, i) => [i]);
  const numbers = r.arrays({ x, y: x, loss: r.meanSquaredError() as never });
  await r.runner({ workDir: folder, log: false }).model(r.mlp({ sizes: [1, 2, 1] })).data(numbers).engine(r.cpu())
    .train({ epochs: 1 });
  using predict = await r.predictor(`${folder}/epoch_1.safetensors`, { engine: r.cpu() });
  const { prediction, ...rest } = await predict([3]);
  assertEquals([rest, (prediction as r.HostTensor).shape], [{ input: 0 }, [1]]);
  await assertRejects(() => Array.fromAsync(predict.each("data")), TypeError, "inputs must be images");
});

Deno.test("predictor() refuses options that cannot be, and a predictor that was closed", async () => {
  await assertRejects(() => r.predictor(path, { size: 3 } as never), TypeError, "got size");
  await assertRejects(() => r.predictor(path, { top: 0 }), RangeError, "top");
  const norm = r.normalize({ mean: [0.5], std: [0.5] }) as never;
  await assertRejects(() => r.predictor(path, { transforms: [norm] }), RangeError, "transforms[0] must be a function");
  await assertRejects(
    () => r.predictor(path, { transforms: 5 as never }),
    RangeError,
    "transforms must be a list: got 5.",
  );
  await assertRejects(() => r.predictor("nowhere.safetensors"), Deno.errors.NotFound, "nowhere.safetensors");
  const predict = await r.predictor(path, { engine: r.cpu() });
  predict.close();
  await assertRejects(() => predict(`${workDir}/data/dark/0.png`), Error, "the predictor must be open");
});

const needed = await needLibrary();

Deno.test({
  name: "predictor() compiled answers as it does uncompiled (native)",
  ...needed,
  async fn() {
    using plain = await r.predictor(path, { engine: r.cpu(), workers: 0 });
    const expected = await Array.fromAsync(plain.each(`${workDir}/data`));
    using predict = await r.predictor(path, { engine: r.native(), workers: 0, batchSize: 3 });
    const found = await Array.fromAsync(predict.each(`${workDir}/data`));
    for (const [i, { name, score }] of found.entries()) {
      assertEquals(name, expected[i]!.name);
      assert(Math.abs(score! - expected[i]!.score!) < 1e-4);
    }
    await r.cpu().open();
  },
});

Deno.test("predictor() on an engine that alters a compiled step compiles from the first batch on", async () => {
  const info = await r.cpu().open();
  let compiled = 0;
  const compile: NonNullable<typeof info.compile> = (step) => (compiled++, step);
  const on = (alters: boolean): r.Engine => ({
    ...r.cpu(),
    open: () => Promise.resolve({ ...info, compile, alters }),
  });
  const seen = [];
  for (const alters of [false, true]) {
    using predict = await r.predictor(path, { engine: on(alters), workers: 0 });
    for (let call = 0; call < 3; call++) {
      await predict({ dtype: "uint8", shape: [20, 24, 3], data: new Uint8Array(20 * 24 * 3) });
      seen.push(compiled);
    }
  }
  assertEquals(seen, [0, 1, 1, 2, 2, 2]);
});

Deno.test("predictor() takes texts as they are, by whichever tokenizer of the shelf its checkpoint keeps", async () => {
  const x = ["good day", "bad day", "a good one", "a bad one"], y = [1, 0, 1, 0], folder = await Deno.makeTempDir();
  const vocab = { "[UNK]": 0, good: 1, bad: 2, day: 3 },
    held = { model: { type: "WordLevel", vocab, unk_token: "[UNK]" } };
  const tokenizers = [
    r.bytes(),
    r.characters({ from: [...new Set(x.join(""))].toReversed(), unknown: "a" }),
    r.words({ from: x, lowerCase: false }),
    await r.loadTokenizer({ ...held, pre_tokenizer: { type: "Whitespace" } }),
  ];
  for (const tokenizer of tokenizers) {
    const network = () => {
      const params = { words: r.embedding({ entries: tokenizer.size, units: 2 }) };
      const forward = ({ tokens }: Record<string, r.tf.Tensor2D>, mode: r.Mode, { words }: typeof params) =>
        tf.sum(words.forward(tokens!, mode), 1) as r.tf.Tensor2D;
      return r.model({ name: "sum", params, forward });
    };
    const classes = ["bad", "good"], labels = () => Int32Array.from(y);
    const train = { name: "texts", size: 4, classes, labels, get: (i: number) => ({ x: x[i]!, y: y[i]! }) };
    const transforms = [r.tokenize(tokenizer), r.padTo({ length: 12 })];
    const { model } = await r.runner({ workDir: folder, log: false }).model(network()).engine(r.cpu())
      .data(r.dataset({ train, transforms, valTransforms: transforms }) as never)
      .loss(r.crossEntropy()).optimizer(r.sgd({ lr: 0.1 })).train({ epochs: 1 });
    using predict = await r.predictor(`${folder}/epoch_1.safetensors`, { model: network(), engine: r.cpu() });
    for await (const { input, prediction } of predict.each(["good bad", "day a one"])) {
      const tokens = new Int32Array(12);
      tokens.set(tokenizer.encode(String(input)));
      const expected = (model.forward as (x: unknown, mode: r.Mode) => r.tf.Tensor)(
        { tokens: tf.tensor2d(tokens, [1, 12], "int32") },
        { training: false, seed: 0 },
      );
      assertEquals([...(prediction as r.HostTensor).data], [...expected.dataSync()], tokenizer.name);
    }
  }
  await Deno.remove(folder, { recursive: true });
});
