/** Steps of one's own: several parts, several optimizers, updates by turns. */
import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import {
  accumulate,
  adam,
  batchNorm,
  byPart,
  cpu,
  dense,
  dropout,
  type Engine,
  initialize,
  makeStep,
  model,
  native,
  sequential,
  sgd,
  type StepContext,
  tf,
  type TrainStep,
  wasm,
  weight,
} from "../../mod.ts";
import type { NativeBackend } from "../../src/engines/native/binding/native_backend.ts";
import type { Tracer } from "../../src/engines/native/compile/records.ts";
import { needLibrary } from "../engines/native/need_library.ts";

const needed = await needLibrary();
const moment = (step: number, steps = 6) => ({ step, steps, stepsPerEpoch: steps });

const scaling = (values: readonly number[]) => {
  const w = weight([2], (_, next) => (next(), Float32Array.from(values)));
  return model({ name: "scaling", params: { w }, forward: (x: tf.Tensor1D) => tf.mul(x, w) as tf.Tensor1D });
};
const gan = () => model({ name: "gan", params: { generator: scaling([0.5, -0.25]), critic: scaling([0.1, 0.2]) } });
type Gan = ReturnType<typeof gan>;

/** The game of the golden file: the batch's x is noise, its y is real. */
const game: TrainStep<Gan, tf.Tensor1D, never, tf.Tensor1D> = ({ parts, batch, update, step }) => {
  const judged = (x: tf.Tensor1D) => tf.sum(parts.critic(x));
  const critic = () =>
    update("critic", () => {
      const fake = parts.generator(batch.x);
      return tf.add(tf.softplus(tf.neg(judged(batch.y))), tf.softplus(judged(fake))) as tf.Scalar;
    });
  critic();
  const loss_critic = critic();
  if (step % 2 === 1) return { loss_critic };
  const fool = () => tf.softplus(tf.neg(judged(parts.generator(batch.x)))) as tf.Scalar;
  return { loss_critic, loss_generator: update("generator", fool) };
};
const batchOf = (i: number) => ({
  x: tf.tensor1d([0.1 * i + 0.3, 0.7 - 0.05 * i]),
  y: tf.tensor1d([1 + 0.1 * i, -0.5 + 0.2 * i]),
  size: 1,
});
const optimizer = () =>
  byPart({ generator: adam({ lr: 0.05, beta1: 0.5, beta2: 0.9 }), critic: sgd({ lr: 0.1, momentum: 0.9 }) });

const golden: Record<string, number | number[]>[] = JSON.parse(
  await Deno.readTextFile(new URL("golden/two_optimizers.json", import.meta.url)),
);

for (
  const [name, engine, need] of [
    ["cpu", cpu(), {}],
    ["wasm", wasm(), {}],
    ["native, eager", native({ compile: false }), needed],
    ["native, compiled", native(), needed],
  ] as [string, Engine, object][]
) {
  Deno.test({
    name: `makeStep() plays the game of two optimizers as PyTorch does, and leaves no tensors, on ${name}`,
    ...need,
    async fn() {
      const info = await engine.open(), network = gan(), by = optimizer();
      initialize(network);
      const slots = by.init(network.params), seen: tf.Tensor[] = [];
      const watch = { see: (sums: tf.Tensor1D) => void seen.push(sums) };
      const step = makeStep({ model: network, optimizer: by, slots, step: game, engine: info, watch });
      const compiled = () =>
        ((tf.backend() as unknown as NativeBackend).binding as Tracer | undefined)?.compiledSteps ?? 0;
      const before = compiled();
      for (const [i, { generator, critic, ...losses }] of golden.entries()) {
        const batch = batchOf(i), tensors = tf.memory().numTensors;
        const said = step(batch, moment(i), i);
        assertEquals(tf.memory().numTensors, tensors + Object.keys(losses).length + 1);
        assertEquals(Object.keys(said), Object.keys(losses));
        for (const [part, value] of Object.entries(losses)) {
          assertAlmostEquals(said[part]!.dataSync()[0]!, value as number, 1e-5);
        }
        for (const [part, values] of Object.entries({ generator, critic })) {
          const got = Array.from(network.params[`${part}/w`]!.dataSync());
          got.forEach((value, at) => assertAlmostEquals(value, (values as number[])[at]!, 1e-5));
        }
        tf.dispose([batch.x, batch.y, ...Object.values(said)]);
      }
      if (name.endsWith("compiled")) assertEquals(compiled() - before, golden.length);
      step.release!();
      tf.dispose([...seen, ...Object.values(network.params), ...Object.values(slots)]);
    },
  });
}

Deno.test("makeStep() takes a whole step of one's own back where one gradient is not finite", async () => {
  await cpu().open();
  const params = { a: sequential(dense({ inputs: 1, units: 1 }), batchNorm({ channels: 1 })), b: scaling([1, 1]) };
  const network = model({ params }), by = byPart({ a: adam({ lr: 0.1 }), b: adam({ lr: 0.1 }) });
  initialize(network);
  const slots = by.init(network.params);
  let told: number[] = [], names: readonly string[] = [];
  const watch = {
    see(sums: tf.Tensor1D, weights: readonly string[]) {
      told = Array.from(sums.dataSync()), names = weights;
      sums.dispose();
    },
  };
  let factor = 1;
  const own = ({ parts, update }: StepContext<typeof network, tf.Tensor2D, never, tf.Tensor>) => {
    const x = tf.tensor2d([[1], [3]]);
    update("a", () => tf.mean(tf.square(parts.a(x))) as tf.Scalar);
    return update("b", () => tf.mul(tf.sum(parts.b(tf.tensor1d([1, 2]))), factor) as tf.Scalar);
  };
  const step = makeStep({ model: network, optimizer: by, slots, step: own, watch });
  const state = () =>
    Object.entries({ ...network.params, ...slots }).filter(([name]) => !name.includes("counted"))
      .map(([name, variable]) => [name, String(variable.dataSync())]);
  const batch = { x: tf.zeros([1, 1]) as tf.Tensor2D, y: tf.zeros([1]), size: 1 };
  tf.dispose(step(batch, moment(0), 0));
  assert(told.every(Number.isFinite));
  const before = state();
  factor = NaN;
  tf.dispose(step(batch, moment(1), 1));
  assertEquals(state(), before);
  assertEquals(names, ["a/0/kernel", "a/0/bias", "a/1/scale", "a/1/offset", "b/w"]);
  assertEquals(told.map(Number.isFinite), [false, true, true, true, true, false]);
  factor = 1;
  tf.dispose(step(batch, moment(2), 2));
  assert(JSON.stringify(state()) !== JSON.stringify(before));
});

Deno.test("makeStep() holds gradients back over the updates of one's own steps, and none after the last", async () => {
  await cpu().open();
  const network = model({ params: { a: scaling([0, 0]) } });
  initialize(network);
  const by = byPart({ a: accumulate(4, sgd({ lr: 1 })) }), slots = by.init(network.params);
  const one = tf.tensor1d([1, 1]);
  const own = ({ parts, update }: StepContext<typeof network, tf.Tensor1D, never, tf.Tensor>) => {
    for (let i = 0; i < 3; i++) update("a", () => tf.sum(parts.a(one)) as tf.Scalar);
    return {};
  };
  const step = makeStep({ model: network, optimizer: by, slots, step: own });
  const walk = [0, 1, 2].map((i) => {
    step({ x: one, y: one, size: 1 }, moment(i, 3), i);
    return network.params["a/w"]!.dataSync()[0];
  });
  // After 3, 6 and 9 gradients of 1: the mean of four moves, then of four, then of the one that is left.
  assertEquals(walk, [0, -1, -3]);
});

Deno.test("makeStep() gives one's own steps seeds and masks that are the same for the same seed, and others with each call", async () => {
  await cpu().open();
  const network = model({ params: { a: dropout({ rate: 0.5 }), w: weight([], 1) }, forward: (x: tf.Tensor2D) => x });
  const seen: unknown[][] = [];
  const own = ({ parts, seed, batch, step }: StepContext<typeof network, tf.Tensor2D, tf.Tensor2D, tf.Tensor>) => {
    const masks = [parts.a(batch.x), parts.a(batch.x), parts.a(batch.x, { training: false })];
    seen.push([step, seed(), seed(), ...masks.map((mask) => Array.from(mask.dataSync()).join())]);
    return {};
  };
  const step = makeStep({ model: network, optimizer: sgd({ lr: 1 }), slots: {}, step: own });
  const batch = { x: tf.ones([8, 8]) as tf.Tensor2D, y: tf.zeros([1]), size: 1 };
  for (const [at, seed] of [[0, 5], [0, 5], [1, 6]] as const) step(batch, { ...moment(at), updates: at + 7 }, seed);
  assertEquals(seen[0], seen[1]);
  const [first, other] = [seen[0]!, seen[2]!];
  assertEquals([first[0], other[0]], [7, 8]);
  assertEquals(new Set([...first.slice(1, 5), ...other.slice(1, 5)]).size, 8);
  assertEquals(first[5], Array(64).fill(1).join());
});

Deno.test("makeStep() derives gradients again within a step of one's own, as a penalty on them wants", async () => {
  await cpu().open();
  const network = model({ params: { critic: scaling([3, 4]) } });
  initialize(network);
  const x = tf.tensor1d([1, 1]);
  const own = ({ parts, update }: StepContext<typeof network, tf.Tensor1D, never, tf.Tensor>) => {
    // The slope of sum(x * w) by x is w, of length 5: the penalty is (5 - 1)², its slope by w is 2 * 4 * w / 5.
    const slope = tf.grad((x: tf.Tensor) => tf.sum(parts.critic(x as tf.Tensor1D)));
    return update("critic", () => tf.square(tf.sub(tf.norm(slope(x)), 1)) as tf.Scalar);
  };
  const step = makeStep({ model: network, optimizer: sgd({ lr: 0.5 }), slots: {}, step: own });
  assertAlmostEquals(step({ x, y: x, size: 1 }, moment(0), 0).loss!.dataSync()[0]!, 16, 1e-4);
  const [first, second] = network.params["critic/w"]!.dataSync();
  assertAlmostEquals(first!, 3 - 0.5 * 8 * 3 / 5, 1e-4);
  assertAlmostEquals(second!, 4 - 0.5 * 8 * 4 / 5, 1e-4);
});

Deno.test("makeStep() answers what a loss answers, and refuses what is no loss, no part and no answer, without tensors left", async () => {
  await cpu().open();
  const network = model({ params: { a: scaling([1, 1]), b: dropout() } });
  initialize(network);
  const one = tf.tensor1d([1, 1]), batch = { x: one, y: one, size: 1 };
  type Context = StepContext<typeof network, tf.Tensor1D, never, tf.Tensor>;
  const run = (step: (context: Context) => unknown) =>
    makeStep({ model: network, optimizer: sgd({ lr: 0 }), slots: {}, step: step as never })(batch, moment(0), 0);
  const sum = ({ parts }: Context) => tf.sum(parts.a(one)) as tf.Scalar;
  const parts = run((c) => c.update("a", () => ({ loss_a: sum(c), loss_b: sum(c), accuracy: tf.scalar(9) })));
  assertEquals(Object.entries(parts).map(([name, value]) => [name, value.dataSync()[0]]), [
    ["loss_a", 2],
    ["loss_b", 2],
    ["accuracy", 9],
  ]);
  assertEquals(Object.keys(run((c) => c.update(["a"], () => ({ loss: sum(c) })))), ["loss"]);
  assertEquals(Object.keys(run((c) => c.update(() => sum(c)))), ["loss"]);
  const before = tf.memory().numTensors - 5;
  const refused = (step: (context: Context) => unknown) => assertThrows(() => run(step), TypeError).message;
  assertEquals(
    refused((c) => c.update("b", () => sum(c))),
    "Cannot update b as a part must have weights that learn: got none in model, whose parts are a.",
  );
  assertEquals(
    refused((c) => c.update("a", () => tf.scalar(1))),
    "Cannot train a of model as the loss must depend on a trainable weight: got one that depends on none. Compute it from " +
      "the prediction by operations of tf that have gradients, without reading values.",
  );
  assertEquals(
    refused((c) => Promise.resolve(sum(c))),
    "Cannot train as a step must answer a scalar, or scalars by name: got a promise. Compute it by operations of tf, " +
      "without waiting for values.",
  );
  assertEquals(
    refused((c) => c.model(one as never)),
    "Cannot predict by model as it must have a forward(): got none. Write model({ params, forward }), or run its parts.",
  );
  assertEquals(tf.memory().numTensors, before + 5);
  assertThrows(() => makeStep({ model: network, optimizer: sgd({ lr: 0 }), slots: {} }), TypeError, "got neither");
});
