import { assert, assertAlmostEquals, assertEquals, assertNotEquals } from "@std/assert";
import {
  arrays,
  batchNorm,
  chain,
  clipByNorm,
  cpu,
  dense,
  type Engine,
  type Event,
  initialize,
  meanSquaredError,
  native,
  type NonFinite,
  type Optimizer,
  relu,
  runner,
  sequential,
  sgd,
  swa,
  tf,
  wasm,
} from "../../mod.ts";
import { renewed } from "../../src/training/renewed.ts";
import { needLibrary } from "../engines/native/need_library.ts";
import { stateOf } from "../state_of.ts";
import golden from "./golden/update_bn.json" with { type: "json" };

const needed = await needLibrary();
const engines: readonly (readonly [string, () => Engine, { readonly ignore: boolean }])[] = [
  ["cpu", () => cpu(), { ignore: false }],
  ["wasm", () => wasm(), { ignore: false }],
  ["native", () => native(), needed],
];
const network = () =>
  sequential(
    ...[dense({ inputs: 2, units: 3 }), batchNorm({ channels: 3 }), relu()] as const,
    ...[dense({ inputs: 3, units: 2 }), batchNorm({ channels: 2 })] as const,
  );
const at = { step: 0, steps: 1, stepsPerEpoch: 3 };

for (const [name, open, need] of engines) {
  Deno.test({
    name: `renewed() takes the statistics of PyTorch's update_bn, and leaves the model as it was, on ${name}`,
    ...need,
    async fn() {
      const engine = await open().open(), model = network(), { params } = model;
      tf.tidy(() => {
        for (const [name, values] of Object.entries(golden.weights)) params[name]!.assign(tf.tensor(values));
      });
      const optimizer = swa(sgd({ lr: 0 }), { updateBatchNorms: true }), slots = optimizer.init(params);
      tf.tidy(() => optimizer.update({}, slots, params, at));
      const data = {
        name: "golden",
        train: () => [0, 4, 8].map((i) => ({ x: tf.tensor2d(golden.x.slice(i, i + 4)), y: 0, size: 4 })),
      };
      const before = tf.memory().numTensors;
      assertEquals(optimizer.renews!(slots, params), true);
      const parts = { model, data, engine, optimizer, slots, stopped: () => undefined };
      const text = await renewed(parts, { epoch: 1, seed: 0 }, at);
      assertEquals(text, "The statistics of norms were taken anew for the averaged weights, over 3 batches.");
      assertEquals([tf.memory().numTensors, optimizer.renews!(slots, params)], [before, false]);
      const shown = tf.tidy(() => optimizer.published!(slots, params));
      for (const [name, wanted] of Object.entries(golden.statistics)) {
        for (const [i, value] of (await shown[name]!.data()).entries()) {
          assertAlmostEquals(value, wanted[i]!, 2e-5, name);
        }
        assertEquals(await params[name]!.data(), new Float32Array(wanted.length).fill(name.endsWith("mean") ? 0 : 1));
      }
      // Nothing is kept of a pass that was stopped.
      tf.tidy(() => optimizer.update({}, slots, params, at));
      assertEquals(await renewed({ ...parts, stopped: () => "stopped" }, { epoch: 1, seed: 0 }, at), undefined);
      assertEquals(optimizer.renews!(slots, params), true);
      tf.dispose([params, slots] as unknown as tf.TensorContainer);
    },
  });
}

Deno.test("renewed() leaves out batches whose statistics are not finite where such steps are, and says how many", async () => {
  const engine = await cpu().open(), model = network(), optimizer = swa(sgd({ lr: 0 }), { updateBatchNorms: true });
  const after = async (batches: readonly number[][], nonFinite: NonFinite) => {
    const slots = optimizer.init(model.params);
    tf.tidy(() => optimizer.update({}, slots, model.params, at));
    const data = {
      name: "some",
      train: () => batches.map((values) => ({ x: tf.tensor2d(values, [2, 2]), y: 0, size: 2 })),
    };
    const parts = { model, data, engine, optimizer, slots, stopped: () => undefined, nonFinite };
    const before = tf.memory().numTensors, text = await renewed(parts, { epoch: 1, seed: 0 }, at);
    assertEquals(tf.memory().numTensors, before);
    const mean = Array.from(slots["1/mean/renewed"]!.dataSync());
    tf.dispose(slots);
    return { text, mean };
  };
  initialize(model);
  const sound = await after([[1, 2, 3, 4], [5, 7, 6, 8]], "skip");
  const odd = await after([[NaN, 2, 3, 4], [1, 2, 3, 4], [5, Infinity, 6, 8], [5, 7, 6, 8]], "skip");
  assertEquals(odd.mean, sound.mean);
  assertEquals(
    odd.text,
    "The statistics of norms were taken anew for the averaged weights, over 2 batches. 2 more were left out, as their statistics must be finite.",
  );
  // Otherwise the snapshot refuses them.
  assertEquals((await after([[NaN, 2, 3, 4]], "stop")).mean.every(Number.isNaN), true);
  tf.dispose(model.params);
});

const x = Array.from({ length: 10 }, (_, i) => [Math.sin(i), Math.cos(3 * i)]),
  y = x.map(([a, b]) => [a! * b!, a! - b!]);
const sentence = (optimizer: Optimizer, workDir?: string) =>
  runner({ log: false, interrupt: false, seed: 5, ...workDir && { workDir } }).model(network)
    .data(arrays({ x, y, valX: x, valY: y, batchSize: 4 })).loss(meanSquaredError()).evaluator({ loss: true })
    .optimizer(optimizer).engine(cpu());
const average = (updateBatchNorms: boolean) => chain(clipByNorm(9), swa(sgd({ lr: 0.2 }), { updateBatchNorms }));

const numbersOf = async (path: string) => {
  const { weights, learning, slots } = await stateOf(path);
  return { weights, learning, slots };
};

Deno.test("a run judges, saves and hands out averaged weights with statistics of their own, and goes on as if it had none", async () => {
  const dirs = await Promise.all([0, 1, 2, 3].map(() => Deno.makeTempDir())), notes: string[] = [];
  const hear = (event: Event) => void (event.type === "note" && notes.push(event.text));
  const told = await sentence(average(true), dirs[0]).hook(hear).train({ epochs: 2 });
  const line = "The statistics of norms were taken anew for the averaged weights, over 3 batches.";
  assertEquals(notes.filter((text) => text === line).length, 1);
  const plain = await sentence(average(false), dirs[1]).train({ epochs: 2 });
  const [ours, others] = [told, plain].map(({ model }) => Array.from(model.params["1/mean"]!.dataSync()));
  assertNotEquals(ours, others);
  assertEquals(told.model.params["0/kernel"]!.arraySync(), plain.model.params["0/kernel"]!.arraySync());
  const { weights } = await stateOf(`${dirs[0]}/epoch_2.safetensors`);
  assertEquals(Array.from(weights["1/mean"]!.data as Float32Array), ours);
  const judged = await sentence(sgd({ lr: 0.1 })).validate({ checkpoint: `${dirs[0]}/epoch_2.safetensors` });
  assertEquals(judged.loss, told.scores!.loss);
  assert(ours!.every(Number.isFinite));
  // Cut after its last step, before the pass, and gone on with longer.
  const stop = (event: Event) => event.type === "step" && event.step === 6 ? { stop: "cut" } : undefined;
  await sentence(average(true), dirs[2]).hook(stop).train({ epochs: 2 });
  await sentence(average(true), dirs[2]).train({ epochs: 2, resume: true });
  assertEquals(await numbersOf(`${dirs[2]}/epoch_2.safetensors`), await numbersOf(`${dirs[0]}/epoch_2.safetensors`));
  await sentence(average(true), dirs[2]).train({ epochs: 3, resume: true });
  await sentence(average(true), dirs[3]).train({ epochs: 3 });
  assertEquals(await numbersOf(`${dirs[2]}/epoch_3.safetensors`), await numbersOf(`${dirs[3]}/epoch_3.safetensors`));
  for (const dir of dirs) await Deno.remove(dir, { recursive: true });
});
