import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import {
  accumulate,
  adamw,
  batchNorm,
  chain,
  clipByNorm,
  cpu,
  dense,
  dropout,
  ema,
  groups,
  native,
  sequential,
} from "../../mod.ts";
import {
  linear,
  makeStep,
  meanSquaredError,
  type Model,
  type Optimizer,
  sgd,
  tanh,
  tf,
  wasm,
  weight,
} from "../../mod.ts";
import type { EngineInfo } from "../../src/engine.ts";
import { readTensors, writeTensor } from "../../src/tensors/read.ts";
import { place } from "../../src/tensors/place.ts";
import { needLibrary } from "../engines/native/need_library.ts";
import golden from "./golden/groups.json" with { type: "json" };

/** The network of golden/make_groups.py. */
function network(): Model<tf.Tensor2D, tf.Tensor2D> {
  const norm = () => batchNorm({ channels: 4 });
  const body = place("body", sequential(dense({ inputs: 3, units: 4 }), norm()));
  const head = place(
    "head",
    sequential(dense({ inputs: 4, units: 4 }), tanh(), norm(), dense({ inputs: 4, units: 2 })),
  );
  const params = { ...body.params, ...head.params };
  for (const [name, values] of Object.entries(golden.before)) {
    tf.tidy(() => params[name]!.assign(tf.tensor(values, params[name]!.shape)));
  }
  const forward: Model<tf.Tensor2D, tf.Tensor2D>["forward"] = (x, mode) => head.forward(body.forward(x, mode), mode);
  return { name: "network", params, staticGraph: true, forward };
}

const MOMENT = { step: 0, steps: 10, stepsPerEpoch: 10 };
const made = () =>
  groups(adamw({ lr: 0.02, weightDecay: 0.1 }), {
    weights: { body: { frozen: true }, "head/3": { lrFactor: 5 } },
    noDecay: "normsAndBiases",
  });
const values = (tensor: tf.Tensor | undefined) => Array.from(tensor!.dataSync());

async function trains(open: () => Promise<EngineInfo>, optimizer: Optimizer) {
  const engine = await open(), model = network(), slots = optimizer.init(model.params);
  const step = makeStep({ model, loss: meanSquaredError(), optimizer, slots, engine });
  const x = tf.tensor2d(golden.x), y = tf.tensor2d(golden.y);
  for (let i = 0; i < 10; i++) {
    const losses = step({ x, y, size: 6 }, { ...MOMENT, step: i }, i);
    assertAlmostEquals((await losses.loss!.data())[0]!, golden.losses[i]!, 2e-6);
    tf.dispose(losses as unknown as tf.TensorContainer);
  }
  for (const [name, wanted] of Object.entries(golden.after)) {
    (await model.params[name]!.data()).forEach((number, i) =>
      assertAlmostEquals(number, wanted[i]!, 2e-5, `${name} ${i}`)
    );
  }
  assert(Object.values(model.params).filter(({ trainable }) => trainable).length === 10);
  step.release?.();
  tf.dispose([x, y, model.params, slots] as unknown as tf.TensorContainer);
  return Object.keys(slots);
}

const engines: readonly [string, () => Promise<EngineInfo>, object][] = [
  ["cpu", () => cpu().open(), {}],
  ["wasm", () => wasm().open(), {}],
  ["native", () => native({ compile: false }).open(), await needLibrary()],
  ["native, compiled", () => native().open(), await needLibrary()],
];
for (const [engine, open, need] of engines) {
  Deno.test({
    name: `groups() train a network whose body is frozen, its norm's statistics too, as PyTorch does, on ${engine}`,
    ...need,
    async fn() {
      const slots = await trains(open, made());
      assert(slots.length > 0 && slots.every((name) => name.startsWith("head/")));
    },
  });
}

for (
  const [name, wrap] of [
    ["chain", (inner) => chain(clipByNorm(1e9), inner)],
    ["accumulate", (inner) => accumulate(1, inner)],
    ["ema", (inner) => ema(inner)],
  ] as [string, (inner: Optimizer) => Optimizer][]
) {
  Deno.test(`groups() within ${name} are frozen and move as without`, async () => {
    await trains(() => cpu().open(), wrap(made()));
  });
}

Deno.test("groups() around clipping clip all gradients together", async () => {
  await cpu().open();
  const params = { a: weight([], 0), b: weight([], 0) };
  const optimizer = groups(chain(clipByNorm(1), sgd({ lr: 1 })), { weights: { a: { lrFactor: 10 } } });
  const slots = optimizer.init(params);
  tf.tidy(() => optimizer.update({ a: tf.scalar(-3), b: tf.scalar(-4) }, slots, params, MOMENT));
  assertAlmostEquals(params.a.dataSync()[0]!, 6, 1e-5);
  assertAlmostEquals(params.b.dataSync()[0]!, 0.8, 1e-5);
});

Deno.test("groups() follow schedules of their own, and tell the base rate and that of the first group", async () => {
  await cpu().open();
  const params = { a: weight([], 0), b: weight([], 0), c: weight([], 0) };
  const optimizer = groups(sgd({ lr: 0.5 }), {
    weights: { a: { lr: linear(0, 1, { steps: 10 }) }, b: { lrFactor: (step) => step } },
  });
  const slots = optimizer.init(params), grads = { a: tf.scalar(-1), b: tf.scalar(-1), c: tf.scalar(-1) };
  tf.tidy(() => optimizer.update(grads, slots, params, { ...MOMENT, step: 3 }));
  const span = { steps: 10, stepsPerEpoch: 10 }, own = linear(0, 1, { steps: 10 })(3, span);
  assertAlmostEquals(params.a.dataSync()[0]!, own, 1e-6);
  assertEquals([params.b, params.c].map((w) => w.dataSync()[0]), [1.5, 0.5]);
  assertEquals(optimizer.rates!(3, span), { base_lr: 0.5, lr: own });
  assertEquals(groups(sgd({ lr: 0.5 }), { noDecay: "normsAndBiases" }).rates!(3, span), { base_lr: 0.5, lr: 0.5 });
});

Deno.test("groups() shrink what they are told to, whatever the optimizer does", async () => {
  await cpu().open();
  const params = {
    kernel: weight([1, 1], 1),
    "norm/scale": weight([1], 1),
    table: weight([1, 1], 1),
    bias: weight([1], 1),
  };
  const optimizer = groups(sgd({ lr: 1, weightDecay: 0.5 }), {
    ...{ weights: { table: { weightDecay: 0.25 }, bias: { weightDecay: 0.125 } }, noDecay: "normsAndBiases" },
  });
  const slots = optimizer.init(params);
  tf.tidy(() => {
    const grads = Object.fromEntries(Object.entries(params).map(([name, w]) => [name, tf.zerosLike(w)]));
    optimizer.update(grads, slots, params, MOMENT);
  });
  assertEquals(Object.values(params).map((w) => w.dataSync()[0]), [0.5, 1, 0.75, 0.875]);
  const listed = groups(sgd({ lr: 1, weightDecay: 0.5 }), { noDecay: ["table"] });
  listed.init(params);
  tf.tidy(() => listed.update({ table: tf.zeros([1, 1]) }, slots, params, MOMENT));
  assertEquals(params.table.dataSync()[0], 0.75);
});

Deno.test("groups() take a factor of the optimizer's decay, also of one that is spared, and of one that has none", async () => {
  await cpu().open();
  const moved = (make: (o: Parameters<typeof groups>[1]) => Optimizer) => {
    const params = { kernel: weight([1, 1], 1), bias: weight([1], 1), other: weight([1], 1) };
    const optimizer = make({
      weights: { kernel: { weightDecayFactor: 0.5 }, bias: { weightDecayFactor: () => 2 } },
      noDecay: "normsAndBiases",
    });
    const slots = optimizer.init(params), grads = Object.entries(params).map(([name, w]) => [name, tf.zerosLike(w)]);
    tf.tidy(() => optimizer.update(Object.fromEntries(grads), slots, params, MOMENT));
    return Object.values(params).map((w) => w.dataSync()[0]);
  };
  assertEquals(moved((o) => groups(sgd({ lr: 1, weightDecay: 0.25 }), o)), [0.875, 0.5, 1]);
  assertEquals(moved((o) => groups(sgd({ lr: 1 }), o)), [1, 1, 1]);
});

Deno.test("groups() let the rate fall from layer to layer towards the input, norms going with their layer", async () => {
  await cpu().open();
  const shapes = {
    ...{
      "stem/kernel": [1, 1],
      "norm/scale": [1],
      "block/0/kernel": [1, 1],
      "block/0/bias": [1],
      "block/1/kernel": [1, 1],
    },
    ...{ "head/kernel": [1, 1], "head/bias": [1] },
  };
  const zeros = () => Object.fromEntries(Object.entries(shapes).map(([name, shape]) => [name, weight(shape, 0)]));
  const moved = (optimizer: Optimizer) => {
    const params = zeros(), slots = optimizer.init(params);
    const grads = Object.fromEntries(Object.entries(params).map(([name, w]) => [name, tf.fill(w.shape, -1)]));
    tf.tidy(() => optimizer.update(grads, slots, params, MOMENT));
    return Object.values(params).map((w) => values(w)[0]);
  };
  const halves = [0.125, 0.125, 0.25, 0.25, 0.5, 1, 1];
  assertEquals(moved(groups(sgd({ lr: 1 }), { layerDecay: 0.5 })), halves);
  const layers = ["block/0", "block/1", "head"];
  const named = groups(sgd({ lr: 1 }), { layerDecay: { factor: 0.5, layers } });
  assertEquals(moved(named), [1, 1, 0.25, 0.25, 0.5, 1, 1]);
});

Deno.test("groups() freeze no dropout, and thaw with the run", async () => {
  await cpu().open();
  const layer = place("drop", dropout({ rate: 0.5 })), kernel = place("body", dense({ inputs: 1, units: 64 }));
  const head = weight([64], 1);
  const seen: (readonly number[])[] = [];
  const model = {
    name: "dropped",
    params: { ...kernel.params, head },
    forward(x: tf.Tensor2D, mode: Parameters<typeof kernel.forward>[1]) {
      const dropped = layer.forward(kernel.forward(x, mode) as tf.Tensor2D, mode);
      seen.push(values(tf.equal(dropped, 0)));
      return tf.mul(dropped, head);
    },
  };
  for (const w of Object.values(kernel.params)) tf.tidy(() => w.assign(tf.onesLike(w)));
  const optimizer = groups(sgd({ lr: 0.1 }), { weights: { body: { frozen: true } } });
  const loss = (prediction: tf.Tensor) => tf.mean(prediction) as tf.Scalar;
  const step = makeStep({ model, loss, optimizer, slots: optimizer.init(model.params) });
  step({ x: tf.ones([1, 1]), y: tf.scalar(0), size: 1 }, MOMENT, 7);
  const dropped = seen[0]!.reduce((sum, is) => sum + is, 0);
  assert(dropped > 10 && dropped < 54, `${dropped}`);
  assert(Object.values(model.params).every(({ trainable }) => trainable));
});

Deno.test("groups() go on exactly from what was saved", async () => {
  await cpu().open();
  const params = () => ({ "a/w": weight([2, 2], 1), "b/w": weight([2, 2], 1), bias: weight([2], 1) });
  const make = () =>
    groups(adamw({ lr: linear(0.1, 0.01, { steps: 9 }) }), { weights: { a: { lrFactor: 0.1 } }, noDecay: ["b"] });
  const [whole, rest] = [params(), params()], [first, second] = [make(), make()];
  const [a, b] = [first.init(whole), second.init(rest)];
  const step = (optimizer: Optimizer, slots: typeof a, of: typeof whole, step: number) =>
    tf.tidy(() => {
      const grads = Object.fromEntries(Object.entries(of).map(([name, w]) => [name, tf.sin(tf.add(w, step))]));
      optimizer.update(grads, slots, of, { ...MOMENT, step });
    });
  for (let t = 0; t < 4; t++) step(first, a, whole, t);
  for (const [name, value] of Object.entries(await readTensors({ ...a, ...whole }))) {
    writeTensor({ ...b, ...rest }[name as keyof typeof rest]!, value);
  }
  for (let t = 4; t < 9; t++) step(first, a, whole, t), step(second, b, rest, t);
  assertEquals(await readTensors({ ...b, ...rest }), await readTensors({ ...a, ...whole }));
});

Deno.test("groups() refuse patterns that name nothing, or a weight that another one names", () => {
  const params = () => ({
    "body/kernel": weight([2], 0),
    "head/kernel": weight([2], 0),
    "head/mean": weight([2], 0, { trainable: false }),
  });
  const init = (options: Parameters<typeof groups>[1]) => () => groups(sgd({ lr: 1 }), options).init(params());
  const none = 'Cannot group as every pattern must name a weight that learns: got "tail", which names none. ' +
    "The weights are body/kernel, head/kernel.";
  assertThrows(init({ weights: { tail: { lrFactor: 2 } } }), RangeError, none);
  assertThrows(init({ noDecay: ["head/mean"] }), RangeError, 'got "head/mean", which names none.');
  const both =
    'Cannot group as every weight belongs to one group at most: got head/kernel in "head" and in "**/kernel".';
  assertThrows(init({ weights: { head: { lrFactor: 2 }, "**/kernel": { lrFactor: 3 } } }), RangeError, both);
  const all = "Cannot group as something must be left to learn: got groups that freeze every weight.";
  assertThrows(init({ weights: { "**": { frozen: true } } }), RangeError, all);
});

Deno.test("groups() refuse options that make no sense", () => {
  const make = (options: object) => () => groups(sgd({ lr: 1 }), options);
  assertThrows(
    make({}),
    RangeError,
    "Cannot make groups as it must be told of weights, noDecay or layerDecay: got none",
  );
  assertThrows(make({ weights: { a: { lrs: 1 } } }), TypeError, 'Cannot make the group "a" as its options are');
  assertThrows(make({ weights: { a: { lr: 1, lrFactor: 1 } } }), RangeError, "got lr and lrFactor.");
  const both = { weightDecay: 1, weightDecayFactor: 1 };
  assertThrows(make({ weights: { a: both } }), RangeError, "got weightDecay and weightDecayFactor.");
  assertThrows(
    make({ weights: { a: { lr: 1, frozen: true } } }),
    RangeError,
    "what is frozen has no numbers of its own",
  );
  const factor = "Cannot make groups as lrFactor of a must be a finite number of at least 0: got -1.";
  assertThrows(make({ weights: { a: { lrFactor: -1 } } }), RangeError, factor);
  assertThrows(
    make({ noDecay: "biases" }),
    RangeError,
    'noDecay must be "normsAndBiases" or a list of patterns: got "biases".',
  );
  assertThrows(make({ layerDecay: 0 }), RangeError, "layerDecay must be a finite number above 0: got 0.");
  assertThrows(() => groups(sgd as never, {}), TypeError, "it is made around an optimizer: got a function.");
});

Deno.test("groups() tell which weights they hold", async () => {
  await cpu().open();
  assertEquals(made().tells!(network().params), [
    "Group body: 4 weights of 24 numbers, frozen",
    "Group head/3: 2 weights of 10 numbers, lrFactor 5",
  ]);
});
