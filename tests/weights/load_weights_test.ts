import { assert, assertAlmostEquals, assertEquals, assertRejects } from "@std/assert";
import * as r from "../../mod.ts";
import { loadedLines } from "../../src/weights/load_weights.ts";

const { tf } = r;
const GOLDEN = new URL("golden/", import.meta.url).pathname;
const { x, y }: { x: number[][][][]; y: number[][] } = JSON.parse(await Deno.readTextFile(`${GOLDEN}small.json`));

/** The network of golden/make_small.py. */
function small(weights?: string | URL | r.WeightsFrom, { classes = 3, channels = 2 } = {}) {
  return r.model({
    name: "small",
    head: "fc",
    ...weights !== undefined && { weights },
    params: {
      conv: r.conv2d({ channels, filters: 4, kernelSize: 3, stride: 2, padding: 1 }),
      bn: r.batchNorm({ channels: 4 }),
      fc: r.dense({ inputs: 4, units: classes }),
    },
    forward: (x: r.tf.Tensor4D, mode: r.Mode, { conv, bn, fc }) =>
      fc.forward(tf.mean(tf.relu(bn.forward(conv.forward(x, mode), mode)), [1, 2]) as r.tf.Tensor2D, mode),
  });
}

function assertPredicts(model: r.Model<r.tf.Tensor4D, r.tf.Tensor2D>, bound = 1e-5): void {
  const found = tf.tidy(() => model.forward(tf.tensor4d(x), { training: false, seed: 0 }).arraySync());
  y.forEach((row, i) => row.forEach((value, j) => assertAlmostEquals(found[i]![j]!, value, bound)));
}

Deno.test("loadWeights() takes what PyTorch wrote: turned, under its names, without the counter of the batch norm", async () => {
  await r.cpu().open();
  const model = small(`${GOLDEN}small.safetensors`);
  const [report, ...others] = await r.loadWeights(model);
  assertEquals(report, {
    from: `${GOLDEN}small.safetensors`,
    taken: Object.keys(model.params),
    left: [],
    missing: [],
  });
  assertEquals(others, []);
  assertPredicts(model);
  assertEquals(await r.loadWeights(model), [], "a file is loaded once");
});

Deno.test("loadWeights() takes half precision, an address, names with a prefix and names that are rewritten", async () => {
  await r.cpu().open();
  const parallel = `${GOLDEN}parallel.safetensors`,
    ways: readonly [r.WeightsFrom | URL, number][] = [
      [new URL(`file://${GOLDEN}small.safetensors`), 1e-5],
      [{ from: `${GOLDEN}half.safetensors` }, 2e-3],
      [{ from: parallel, prefix: "module." }, 1e-5],
      [{ from: parallel, rename: { "module.": "", "module.fc.": "fc." } }, 1e-5],
      [{ from: parallel, rename: (name) => name.replace(/^module\./, "") }, 1e-5],
    ];
  for (const [weights, bound] of ways) {
    const model = small(weights);
    await r.loadWeights(model);
    assertPredicts(model, bound);
  }
});

Deno.test("loadWeights() leaves nothing of a Swin that was written for PyTorch: what it computes of its windows is no weight", async () => {
  await r.cpu().open();
  const folder = await Deno.makeTempDir(), path = `${folder}/swin.safetensors`;
  const made = (weights?: string) =>
    r.swin({ units: 4, layers: [1], heads: [2], windowSize: 2, classes: 2, ...weights && { weights } });
  const [before, after] = [made(), made(path)];
  r.initialize(before, 1);
  await r.exportModel(before, path);
  const [report] = await r.loadWeights(after);
  assertEquals([report!.left, report!.missing], [[], []]);
  for (const [name, weight] of Object.entries(before.params)) {
    assertEquals(after.params[name]!.dataSync(), weight.dataSync(), name);
  }
  r.tf.dispose([before, after].flatMap(({ params }) => Object.values(params)));
  await Deno.remove(folder, { recursive: true });
});

Deno.test("loadWeights() leaves the head of other classes as it is drawn, and says so", async () => {
  await r.cpu().open();
  const path = `${GOLDEN}small.safetensors`,
    model = small(path, { classes: 5 }),
    same = small(undefined, { classes: 5 });
  const reports = await r.loadWeights(model);
  assertEquals([reports[0]!.taken.length, reports[0]!.missing], [6, ["fc/kernel", "fc/bias"]]);
  assertEquals(loadedLines(reports), [
    `Took 6 weights of ${path}.`,
    "2 weights begin as drawn: fc/kernel, fc/bias.",
  ]);
  r.initialize(model, 3);
  r.initialize(same, 3);
  assertEquals(model.params["fc/kernel"]!.arraySync(), same.params["fc/kernel"]!.arraySync());
});

Deno.test("loadWeights() refuses other shapes and missing weights, and takes the rest where that is partial", async () => {
  await r.cpu().open();
  const from = `${GOLDEN}small.safetensors`;
  const refused = (model: r.Model<never, unknown>, message: string) =>
    assertRejects(() => r.loadWeights(model), RangeError, message);
  await refused(
    small(from, { channels: 3 }),
    "got 1 others (conv/kernel [3,3,3,4] for conv.weight [4,2,3,3]). Make the model as it was made there",
  );
  await refused(small({ from, head: false }, { classes: 5 }), "2 others (fc/kernel [4,5] for fc.weight [3,4], fc/bias");
  // Where all have the right names, none of them is looked for elsewhere.
  const dense = r.pretrained(r.dense({ inputs: 4, units: 5 }), { from, prefix: "fc." });
  await refused(dense, "got 2 others (kernel [4,5] for fc.weight [3,4], bias [5] for fc.bias [3]). Make the model");
  const partial = small({ from, partial: true }, { channels: 3 });
  const [report] = await r.loadWeights(partial);
  assertEquals([report!.missing, report!.left], [["conv/kernel"], []]);
  const renamed = small({ from, partial: true, rename: (name) => name.startsWith("bn.") ? name : undefined });
  assertEquals((await r.loadWeights(renamed))[0]!.left, ["conv.bias", "conv.weight", "fc.bias", "fc.weight"]);
});

Deno.test("loadWeights() refuses a file of which nothing fits, partial or not, with the prefix that is lacking", async () => {
  await r.cpu().open();
  for (const partial of [false, true]) {
    const model = small({ from: `${GOLDEN}parallel.safetensors`, partial });
    const error = await assertRejects(
      () => r.loadWeights(model),
      RangeError,
      "got none of 8 weights (conv/kernel, conv/bias",
    );
    assert(error.message.endsWith('Write prefix: "module.".'), error.message);
  }
});

Deno.test("loadWeights() loads the files of parts into their places, and of any model by pretrained()", async () => {
  await r.cpu().open();
  const part = small(`${GOLDEN}small.safetensors`);
  const whole = r.model({
    params: { backbone: part, out: r.dense({ inputs: 3, units: 2 }) },
    forward: (x: r.tf.Tensor4D, mode: r.Mode, { backbone }) => backbone.forward(x, mode),
  });
  const [report] = await r.loadWeights(whole);
  assertEquals(report!.taken.length, 8);
  assertPredicts(whole);
  const row = r.sequential(r.pretrained(small(), `${GOLDEN}small.safetensors`), r.relu());
  assertEquals((await r.loadWeights(row))[0]!.taken[0], "0/conv/kernel");
});

Deno.test("loadWeights() takes the weights of a checkpoint of Raptor as well, with another head", async () => {
  const workDir = await Deno.makeTempDir();
  const data = r.arrays({ x, y: [0, 2], classes: 3, batchSize: 2 });
  const { model } = await r.runner({ workDir, log: false, interrupt: false }).model(small()).data(data)
    .optimizer(r.sgd({ lr: 0.1 })).engine(r.cpu()).train({ epochs: 1 });
  const path = `${workDir}/epoch_1.safetensors`, five = small(path, { classes: 5 });
  const [report] = await r.loadWeights(five);
  assertEquals(report!.missing, ["fc/kernel", "fc/bias"]);
  assertEquals(five.params["conv/kernel"]!.arraySync(), model.params["conv/kernel"]!.arraySync());
  await Deno.remove(workDir, { recursive: true });
});

Deno.test("the runner loads weights by itself before it predicts, judges and learns, and no second time", async () => {
  const weights = `${GOLDEN}small.safetensors`, sentence = r.runner({ log: false, interrupt: false }).engine(r.cpu());
  await r.cpu().open();
  const input = tf.tensor4d(x), prediction = await sentence.model(small(weights)).predict(input);
  prediction.arraySync().forEach((row, i) => row.forEach((value, j) => assertAlmostEquals(value, y[i]![j]!, 1e-5)));

  const labels = y.map((row) => row.indexOf(Math.max(...row)));
  const data = r.arrays({ x, y: labels, valX: x, valY: labels, classes: 3, batchSize: 2 });
  const judged = sentence.model(() => small(weights)).data(data).evaluator(r.accuracy());
  assertEquals(await judged.validate(), { accuracy: 100 });

  const given = small(weights),
    learning = sentence.model(given).data(data).evaluator(r.accuracy()).optimizer(r.sgd({ lr: 1 }));
  await learning.train({ steps: 1 });
  const fresh = small(weights);
  await r.loadWeights(fresh);
  const after = given.params["fc/kernel"]!.dataSync().slice();
  const moved = Math.max(...after.map((value, i) => Math.abs(value - fresh.params["fc/kernel"]!.dataSync()[i]!)));
  assert(moved > 1e-4 && moved < 1, `one step from the file's weights: ${moved}`);
  tf.dispose(await learning.predict(input));
  assertEquals(given.params["fc/kernel"]!.dataSync().slice(), after, "what was learnt stays");
  tf.dispose([input, prediction]);
});

Deno.test("loadWeights() says what a file is that it cannot read", async () => {
  const load = (path: string) => r.loadWeights(r.mlp({ sizes: [1, 1], weights: path }));
  await assertRejects(
    () => load("no/such.safetensors"),
    Deno.errors.NotFound,
    "Cannot read the weights no/such.safetensors",
  );
  await assertRejects(() => load("a.onnx"), SyntaxError, "weights are read from .safetensors");
  await assertRejects(
    () => load("ftp://host/a.safetensors"),
    RangeError,
    "an address is of file:, http: or https: got ftp:",
  );
});

Deno.test("loadWeights() takes what torch.save wrote, by the same names", async () => {
  await r.cpu().open();
  const from = new URL("../files/golden/torch_checkpoint.pt", import.meta.url);
  const model = r.sequential(r.dense({ inputs: 2, units: 1 }), r.batchNorm({ channels: 1 }));
  const [report] = await r.loadWeights(r.pretrained(model, from));
  assertEquals([report!.taken, report!.left], [Object.keys(model.params), []]);
});
