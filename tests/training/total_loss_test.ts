import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { loggedScalars, totalLoss } from "../../src/training/total_loss.ts";
import {
  arrays,
  checkpointed,
  cpu,
  crossEntropy,
  evaluate,
  type Event,
  type Loss,
  lossScore,
  meanSquaredError,
  type Mode,
  type Model,
  model,
  native,
  runner,
  type Scores,
  sequential,
  sgd,
  tf,
  wasm,
  weight,
} from "../../mod.ts";
import { needLibrary } from "../engines/native/need_library.ts";

await tf.setBackend("cpu");
const read = (answer: unknown, penalty?: tf.Scalar) => {
  const { total, parts } = totalLoss(answer, penalty);
  return [
    total.dataSync()[0],
    Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, part.dataSync()[0]])),
  ];
};

Deno.test("totalLoss() refuses a part that the logs would write over", () => {
  const text = 'Cannot name a part of a loss "time" as the logs call something of their own so. Rename it.';
  assertThrows(() => totalLoss({ loss_a: tf.scalar(2), time: tf.scalar(3) }), TypeError, text);
});

Deno.test("totalLoss() sums the parts whose name holds loss and logs the others, as MMEngine's parse_losses", () => {
  const parts = { loss_a: tf.scalar(2), loss_list: tf.scalar(3), acc: tf.scalar(9) };
  assertEquals(read(parts), [5, { loss_a: 2, loss_list: 3, acc: 9 }]);
});

Deno.test("totalLoss() takes a part called loss as the total where it is the whole of it, and logs it once", () => {
  assertEquals(read({ loss: tf.scalar(2), aux: tf.scalar(3) }), [2, { aux: 3 }]);
  assertEquals(read(tf.scalar(2)), [2, {}]);
});

Deno.test("totalLoss() adds the model's penalty, and logs it", () => {
  assertEquals(read(tf.scalar(2), tf.scalar(0.5)), [2.5, { loss_penalty: 0.5 }]);
  assertEquals(read({ loss_a: tf.scalar(2), acc: tf.scalar(9) }, tf.scalar(0.5)), [
    2.5,
    { loss_a: 2, acc: 9, loss_penalty: 0.5 },
  ]);
});

Deno.test("totalLoss() refuses what hides the total, minimises nothing, or is no scalar", async () => {
  const one = tf.scalar(1);
  const cases: readonly (readonly [unknown, string, tf.Scalar?])[] = [
    [
      { loss: one, loss_b: one },
      'Cannot name a part "loss" as that is the total of all whose name holds it: got loss, loss_b. Rename it, such as ' +
      "loss_main.",
    ],
    [
      { near: one, far: one },
      'Cannot train as a part of the loss must have "loss" in its name, and those are summed: got near, far. Rename what ' +
      "is to be made smaller, such as loss_a.",
    ],
    [
      {},
      'Cannot train as a part of the loss must have "loss" in its name, and those are summed: got no parts. Rename what ' +
      "is to be made smaller, such as loss_a.",
    ],
    [
      tf.zeros([32, 10]),
      "Cannot train as the loss must be a scalar: got a tensor of shape [32, 10]. Take its mean or its sum.",
    ],
    [
      { loss_a: one, loss_b: tf.zeros([3]) },
      'Cannot train as the part "loss_b" must be a scalar: got a tensor of shape [3]. Take its mean or its sum.',
    ],
    [
      { loss_a: one, acc: 9 },
      'Cannot train as the part "acc" must be a scalar: got 9. Compute it by operations of tf, without reading values.',
    ],
    [
      3,
      "Cannot train as a loss must answer a scalar, or scalars by name: got 3. Compute it by operations of tf, without " +
      "waiting for values.",
    ],
    [
      Promise.resolve(one),
      "Cannot train as a loss must answer a scalar, or scalars by name: got a promise. Compute it by operations of tf, " +
      "without waiting for values.",
    ],
    [
      { loss_penalty: one },
      'Cannot name a part of the loss "loss_penalty" as that is the model\'s: got both. Rename it.',
      one,
    ],
  ];
  for (const [answer, text, penalty] of cases) {
    assertEquals(assertThrows(() => totalLoss(answer, penalty), TypeError).message, text);
  }
  await cases[7]![0];
});

await cpu().open();
const needed = await needLibrary();

/** Multiplies by a weight, which it logs. */
const scaled = (): Model<tf.Tensor1D, tf.Tensor1D> => ({
  name: "scaled",
  staticGraph: true,
  params: { by: weight([], 2) },
  forward(x: tf.Tensor1D, mode: Mode) {
    const by = this.params.by as unknown as tf.Scalar;
    mode.log?.("factor", tf.mul(by, 10) as tf.Scalar);
    return tf.mul(x, by) as tf.Tensor1D;
  },
});
const plain: Loss<tf.Tensor1D, tf.Tensor1D> = (p) => tf.mean(p) as tf.Scalar;
const named: Loss<tf.Tensor1D, tf.Tensor1D> = (p) => ({ loss: tf.mean(p) as tf.Scalar, most: tf.max(p) as tf.Scalar });
const half = Object.assign((...given: Parameters<typeof plain>) => plain(...given), { staticGraph: true });

async function told(layer: Model<tf.Tensor1D, tf.Tensor1D>, loss: Loss<tf.Tensor1D, tf.Tensor1D>, engine = cpu()) {
  const rows: Record<string, readonly number[]>[] = [];
  const hear = (event: Event) => void (event.type === "report" && rows.push(event.losses));
  const data = arrays({ x: Array(4).fill(1), y: Array(4).fill(0), batchSize: 1, shuffle: false });
  const network = model({
    params: { scaled: layer },
    staticGraph: true,
    forward: (x: tf.Tensor1D, mode, { scaled }) => scaled.forward(x, mode),
  });
  await runner({ log: { interval: 4, write: () => {}, progress: false } }).model(network).data(data as never).loss(
    loss as never,
  )
    .optimizer(sgd({ lr: 0.5 })).engine(engine).hook(hear).train({ epochs: 1 });
  return rows;
}

const ENGINES = [
  ["cpu", cpu(), {}],
  ["wasm", wasm(), {}],
  ["native, compiled", native(), needed],
  ["native, eager", native({ compile: false }), needed],
] as const;

for (const [on, engine, ignore] of ENGINES) {
  Deno.test({
    name: `log() of a forward pass tells numbers of each step under the layer's path, minimising none, on ${on}`,
    ...ignore,
    async fn() {
      for (const loss of [plain, half]) {
        assertEquals(await told(scaled(), loss, engine), [{
          loss: [2, 1.5, 1, 0.5],
          "scaled/factor": [20, 15, 10, 5],
        }]);
      }
      assertEquals((await told(scaled(), named, engine))[0]!["scaled/factor"], [20, 15, 10, 5]);
    },
  });
}

Deno.test("log() of a forward pass is not there where nothing is learnt, nor within checkpointed()", async () => {
  const modes: boolean[] = [];
  const layer = { ...scaled(), forward: (x: tf.Tensor1D, mode: Mode) => (modes.push(mode.log !== undefined), x) };
  sequential(layer as never).forward(tf.scalar(1) as never, { training: false, seed: 0 });
  assertEquals(modes, [false]);
  assertEquals(await told(checkpointed(scaled()), plain), [{ loss: [2, 1.5, 1, 0.5] }]);
});

Deno.test("loggedScalars() refuses a name with loss in it, one that the loss has, and what is no scalar", () => {
  const { log, beside } = loggedScalars();
  assertThrows(
    () => log("aux_loss", tf.scalar(1)),
    TypeError,
    'a name is a word without "loss", which it would be summed by: got "aux_loss"',
  );
  assertThrows(
    () => log("norm", tf.tensor1d([1, 2]) as never),
    TypeError,
    "norm as it must be a scalar: got a tensor of shape [2]",
  );
  assertThrows(() => log("norm", 3 as never), TypeError, "got 3");
  assertEquals(beside("as it is"), "as it is");
  log("most", tf.scalar(1));
  assertThrows(() => beside({ loss: tf.scalar(1), most: tf.scalar(2) }), TypeError, "the loss answers that name");
});

await tf.setBackend("cpu");
const same = { name: "same", params: {}, forward: (x: tf.Tensor2D) => x };

async function judged(batches: readonly { x: tf.Tensor2D; y: tf.Tensor; size: number }[], loss: unknown) {
  const judging = evaluate(same, batches as never, [lossScore(loss as never)]);
  let next = await judging.next();
  while (!next.done) next = await judging.next();
  return (next.value as Scores<"loss">).loss;
}

const logits = [[2, 0, 1], [0, 3, 0], [1, 1, 1], [0, 0, 4], [2, 2, 0]], labels = [0, 1, 2, 2, 0];
const cut = (sizes: readonly number[]) => {
  let from = 0;
  return sizes.map((size) => {
    const to = from + size, x = tf.tensor2d(logits.slice(from, to)), y = tf.tensor1d(labels.slice(from, to), "int32");
    from = to;
    return { x, y, size };
  });
};

Deno.test("lossScore() is the loss of all batches as one, however ragged they are", async () => {
  // Minus the mean of the logarithms of the right class's share, worked out here.
  const expected = logits.reduce((sum, row, i) => {
    const all = row.reduce((sum, logit) => sum + Math.exp(logit), 0);
    return sum - Math.log(Math.exp(row[labels[i]!]!) / all);
  }, 0) / labels.length;
  for (const sizes of [[5], [3, 2], [1, 4], [1, 1, 1, 1, 1]]) {
    assertAlmostEquals(await judged(cut(sizes), crossEntropy()), expected, 1e-6);
  }
});

Deno.test("lossScore() weighs batches by what their loss is a mean over, where it counts otherwise", async () => {
  // The mean of what is not negative.
  const masked = Object.assign(function masked(prediction: tf.Tensor, y: tf.Tensor) {
    const mask = tf.cast(tf.greaterEqual(y, 0), "float32");
    return tf.div(tf.sum(tf.mul(mask, tf.squaredDifference(prediction, y))), tf.sum(mask)) as tf.Scalar;
  }, { count: (y: tf.Tensor) => tf.sum(tf.cast(tf.greaterEqual(y, 0), "float32")) as tf.Scalar });
  const batches = [[[1, -1, -1]], [[2, 3, 4], [5, 6, -1]]].map((y) => ({
    ...{ x: tf.zeros([y.length, 3]) as tf.Tensor2D, y: tf.tensor2d(y), size: y.length },
  }));
  assertAlmostEquals(await judged(batches, masked), (1 + 4 + 9 + 16 + 25 + 36) / 6, 1e-5);
});

Deno.test("lossScore() sums the named losses, and leaves out what is only logged", async () => {
  const loss = (prediction: tf.Tensor, y: tf.Tensor) => ({
    loss_a: meanSquaredError()(prediction, y) as tf.Scalar,
    loss_b: tf.scalar(2),
    level: tf.scalar(99),
  });
  const batches = [{ x: tf.tensor2d([[3]]), y: tf.tensor2d([[0]]), size: 1 }];
  assertAlmostEquals(await judged(batches, loss), 9 + 2, 1e-6);
});

Deno.test("lossScore() leaves nothing on the device", async () => {
  const before = tf.memory().numTensors;
  await judged(cut([3, 2]), crossEntropy());
  assertEquals(tf.memory().numTensors, before);
});
