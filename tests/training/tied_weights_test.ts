/**
 * A weight that a model has under two names is one weight.
 *
 * The figures are three steps of PyTorch 2.13 in float64: `t = Parameter(TABLE); b = Parameter(BIAS)`, then
 * `F.cross_entropy(F.embedding(TOKENS, t) @ t.T + b, LABELS).backward()`, `o.step()` with `o = torch.optim.X([t, b], ...)`.
 */
import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import {
  accumulate,
  adam,
  adamw,
  chain,
  clipByNorm,
  cpu,
  crossEntropy,
  dense,
  type Engine,
  initialize,
  makeStep,
  type Model,
  model,
  native,
  type Optimizer,
  residual,
  sequential,
  sgd,
  tf,
  weight,
} from "../../mod.ts";
import { loadCheckpoint, saveCheckpoint } from "../../src/files/checkpoint.ts";
import { countTrainable } from "../../src/training/beginning.ts";
import { restoreWeights, takeSnapshot } from "../../src/training/snapshot.ts";
import { needLibrary } from "../engines/native/need_library.ts";

const needed = await needLibrary();
const progress = { step: 0, epoch: 0, batch: 0, samples: 0, seed: 0, scores: {}, judged: 0, recent: {} };

const tied = (table = weight([3, 2], 0), head = table) => {
  const bias = weight([3], 0);
  tf.tidy(() => {
    for (const w of [head, table]) w.assign(tf.tensor2d([[1, -0.5], [0.25, 0.75], [-1, 0.5]]));
    bias.assign(tf.tensor1d([0.5, -0.25, 0]));
  });
  return model({
    name: "tied",
    params: { table, bias, head },
    staticGraph: true,
    forward: (x: tf.Tensor1D) =>
      tf.add(
        tf.matMul(tf.gather(table, x) as tf.Tensor2D, head as unknown as tf.Tensor2D, false, true),
        bias,
      ) as tf.Tensor2D,
  });
};

const WALKS: Record<string, readonly [() => Optimizer, table: readonly number[], bias: readonly number[]]> = {
  "SGD(lr=0.5)": [
    () => sgd({ lr: 0.5 }),
    [0.485309168, -0.020153918, 0.313891109, 0.406974626, -0.442924324, 0.312870185],
    [0.55783843, -0.247986782, -0.059851648],
  ],
  "SGD(lr=0.5, momentum=0.9, weight_decay=0.1)": [
    () => sgd({ lr: 0.5, momentum: 0.9, weightDecay: 0.1 }),
    [-0.212475545, 0.529740678, 0.332705776, -0.094348168, 0.301016622, -0.005614377],
    [0.495619616, -0.184940679, -0.127835187],
  ],
  "Adam(lr=0.1)": [
    () => adam({ lr: 0.1 }),
    [0.704491407, -0.20835523, 0.443601877, 0.460435274, -0.703725482, 0.218808177],
    [0.70330725, -0.196718369, -0.242829207],
  ],
  "AdamW(lr=0.1, weight_decay=0.5)": [
    () => adamw({ lr: 0.1, weightDecay: 0.5 }),
    [0.580146812, -0.15528964, 0.399524538, 0.370775397, -0.579199746, 0.167635213],
    [0.625351418, -0.164698311, -0.22413059],
  ],
  "SGD(lr=0.5) after clip_grad_norm_(0.2)": [
    () => chain(clipByNorm(0.2), sgd({ lr: 0.5 })),
    [0.843487989, -0.352486737, 0.283496931, 0.645960221, -0.836290649, 0.436363432],
    [0.521603894, -0.250229145, -0.021374748],
  ],
  "SGD(lr=0.5) in sums of one step": [
    () => accumulate(1, sgd({ lr: 0.5 })),
    [0.485309168, -0.020153918, 0.313891109, 0.406974626, -0.442924324, 0.312870185],
    [0.55783843, -0.247986782, -0.059851648],
  ],
};

const ENGINES: readonly (readonly [string, Engine, object])[] = [
  ["cpu", cpu(), {}],
  ["native, compiled", native(), needed],
];

for (const [name, engine, need] of ENGINES) {
  for (const [as, [make, table, bias]] of Object.entries(WALKS)) {
    Deno.test({
      name: `makeStep() moves a tied weight once a step, as PyTorch's ${as}, on ${name}`,
      ...need,
      async fn() {
        const info = await engine.open();
        const net = tied(), optimizer = make(), slots = optimizer.init(net.params);
        const step = makeStep({ model: net, loss: crossEntropy(), optimizer, slots, engine: info });
        const x = tf.tensor1d([0, 1, 2, 1], "int32"), y = tf.tensor1d([1, 2, 0, 0], "int32");
        for (let i = 0; i < 3; i++) tf.dispose(step({ x, y, size: 4 }, { step: i, steps: 3, stepsPerEpoch: 3 }, i));
        const got = [net.params.table!, net.params.bias!].flatMap((w) => Array.from(w.dataSync()));
        [...table, ...bias].forEach((number, i) => assertAlmostEquals(got[i]!, number, 2e-6));
        tf.dispose([x, y, net.params.table!, net.params.bias!, ...Object.values(slots)]);
      },
    });
  }
}

Deno.test("makeStep() moves a layer that stands twice in a row, or on both ways of a residual, once", async () => {
  await cpu().open();
  const make = () => dense({ inputs: 1, units: 1, bias: false, initializer: () => Float32Array.of(1) });
  const learn = (net: Model<tf.Tensor2D, tf.Tensor2D>) => {
    initialize(net, 0);
    const optimizer = sgd({ lr: 0.52 });
    const loss = (p: tf.Tensor2D, y: tf.Tensor2D) => tf.mean(tf.div(tf.squaredDifference(p, y), 2)) as tf.Scalar;
    const step = makeStep({ model: net, loss, optimizer, slots: {} });
    const batch = { x: tf.tensor2d([[1]]), y: tf.tensor2d([[2]]), size: 1 };
    step(batch, { step: 0, steps: 1, stepsPerEpoch: 1 }, 0);
    return Object.values(net.params).map((w) => w.dataSync()[0]!);
  };
  const [row, both] = [make(), make()];
  // w · w · 1 with w = 1: the slope is (w² - 2) · 2 w = -2.
  for (const w of learn(sequential(row, row))) assertAlmostEquals(w, 1 + 0.52 * 2, 1e-6);
  // w + w = 2, which is the target already.
  for (const w of learn(residual(both, both))) assertAlmostEquals(w, 1, 1e-6);
});

Deno.test("initialize() draws a tied weight once, by its first name", async () => {
  await cpu().open();
  const drawn: number[] = [];
  const layer = dense({
    inputs: 2,
    units: 2,
    bias: false,
    initializer: (_, next) => Float32Array.from({ length: 4 }, next),
  });
  const counting = weight([1], (_, next) => (drawn.push(1), Float32Array.of(next())));
  initialize({ params: { a: counting, b: counting } }, 3);
  assertEquals(drawn, [1]);
  const net = sequential(layer, layer);
  initialize(net, 1);
  const alone = sequential(
    dense({ inputs: 2, units: 2, bias: false, initializer: (_, next) => Float32Array.from({ length: 4 }, next) }),
  );
  initialize(alone, 1);
  assertEquals(net.params["1/kernel"]!.arraySync(), alone.params["0/kernel"]!.arraySync());
});

Deno.test("countTrainable() and the slots of optimizers count a tied weight once", async () => {
  await cpu().open();
  const { params } = tied();
  assertEquals(countTrainable(params), 9);
  assertEquals(Object.keys(sgd({ lr: 1, momentum: 0.5 }).init(params)), ["table/velocity", "bias/velocity"]);
});

Deno.test("takeSnapshot() stores a tied weight once, and a checkpoint keeps both names", async () => {
  await cpu().open();
  const net = tied();
  const snapshot = await takeSnapshot({ model: net, optimizer: { name: "none" }, slots: {} }, progress);
  assertEquals([Object.keys(snapshot.weights), snapshot.same], [["table", "bias"], { head: "table" }]);
  const path = await Deno.makeTempFile();
  await saveCheckpoint(path, snapshot);
  const loaded = await loadCheckpoint(path);
  assertEquals(loaded, snapshot);
  await Deno.remove(path);
  const [other, apart] = [tied(), tied(weight([3, 2], 0), weight([3, 2], 0))];
  for (const net of [other, apart]) {
    for (const w of Object.values(net.params)) tf.tidy(() => w.assign(tf.zerosLike(w)));
    restoreWeights(loaded, net);
    for (const name of ["table", "head"]) {
      assertEquals(Array.from(net.params[name]!.dataSync()), [1, -0.5, 0.25, 0.75, -1, 0.5]);
    }
  }
});

Deno.test("restoreWeights() refuses two weights that are not alike for one under two names", async () => {
  await cpu().open();
  const apart = tied(weight([3, 2], 0), weight([3, 2], 0));
  tf.tidy(() => apart.params.head!.assign(tf.ones([3, 2])));
  const snapshot = await takeSnapshot({ model: apart, optimizer: { name: "none" }, slots: {} }, progress);
  assertEquals(
    assertThrows(() => restoreWeights(snapshot, tied()), RangeError).message,
    "Cannot load weights of tied into the model tied as their keys, shapes and types must agree: got 1 of a weight that is " +
      "another one too (head is table). Build the model with the arguments it was trained with.",
  );
});
