import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  batchNorm,
  checkpointed,
  cpu,
  crossEntropy,
  dense,
  dropout,
  type Engine,
  flatten,
  gelu,
  initialize,
  makeStep,
  type Model,
  native,
  relu,
  sequential,
  sgd,
  tf,
  wasm,
  weight,
} from "../../mod.ts";
import type { NativeBackend } from "../../src/engines/native/binding/native_backend.ts";
import type { Tracer } from "../../src/engines/native/compile/records.ts";
import { needLibrary } from "../engines/native/need_library.ts";

const needed = await needLibrary();

type Wrap = <L extends Model<tf.Tensor2D, tf.Tensor2D>>(block: L) => L;
const network = (wrap: Wrap) => {
  const block = () =>
    wrap(
      sequential(
        ...[dense({ inputs: 6, units: 6 }), batchNorm({ channels: 6 }), gelu(), dropout({ rate: 0.4 })] as const,
      ) as unknown as Model<tf.Tensor2D, tf.Tensor2D>,
    );
  return sequential(block(), block(), block(), dense({ inputs: 6, units: 3 }));
};

/** Losses of some steps, and all that the run moves, to the last digit. */
async function run(engine: Engine, wrap: Wrap) {
  const info = await engine.open(), model = network(wrap), optimizer = sgd({ lr: 0.1, momentum: 0.9 });
  initialize(model, 4);
  const slots = optimizer.init(model.params);
  const seen: tf.Tensor[] = [], watch = { skip: false, see: (sums: tf.Tensor1D) => void seen.push(sums) };
  const step = makeStep({ model, loss: crossEntropy(), optimizer, slots, engine: info, watch });
  const losses: number[] = [];
  let left = 0;
  for (let i = 0; i < 6; i++) {
    const x = tf.randomNormal([8, 6], 0, 1, "float32", i + 1) as tf.Tensor2D;
    const y = tf.tensor1d(Array.from({ length: 8 }, (_, j) => (i + j) % 3), "int32"), before = tf.memory().numTensors;
    const { loss } = step({ x, y, size: 8 }, { step: i, steps: 6, stepsPerEpoch: 6 }, i);
    left = tf.memory().numTensors - before;
    losses.push(loss!.dataSync()[0]!);
    tf.dispose([x, y, loss!]);
  }
  const state = Object.entries({ ...model.params, ...slots }).map(([name, w]) => [name, String(w.dataSync())]);
  const { compiledSteps } = (tf.backend() as unknown as NativeBackend).binding as Tracer ?? {};
  step.release!();
  tf.dispose([...seen, ...Object.values(model.params), ...Object.values(slots)]);
  return { losses, state, left, compiledSteps };
}

for (
  const [name, engine, need] of [
    ["cpu", () => cpu(), {}],
    ["wasm", () => wasm(), {}],
    ["native, eager", () => native({ compile: false }), needed],
    ["native, compiled", () => native(), needed],
  ] as [string, () => Engine, object][]
) {
  Deno.test({
    name: `checkpointed() changes no loss, weight or statistic in the last digit, and leaves no tensors, on ${name}`,
    ...need,
    async fn() {
      const plain = await run(engine(), (block) => block), saved = await run(engine(), checkpointed);
      assertEquals([saved.losses, saved.state], [plain.losses, plain.state]);
      // The loss, and what watches.
      assertEquals([saved.left, plain.left], [2, 2]);
      if (name.endsWith("compiled")) assertEquals(saved.compiledSteps - plain.compiledSteps, 6);
    },
  });
}

Deno.test("checkpointed() keeps its input alone for the gradient, and runs the block again", async () => {
  await cpu().open();
  const w = weight([], 2);
  let runs = 0, alive = 0;
  const squares: Model<tf.Tensor, tf.Tensor> = {
    name: "squares",
    params: { w },
    forward: (x) => (runs++, tf.mul(tf.square(tf.square(tf.square(x))), w)),
  };
  const measured = (block: Model<tf.Tensor, tf.Tensor>) => {
    runs = 0;
    const x = tf.ones([1000]), before = tf.memory().numBytes;
    const { grads } = tf.variableGrads(() => {
      const y = block.forward(block.forward(x, { training: true, seed: 0 }), { training: true, seed: 0 });
      alive = tf.memory().numBytes - before;
      return tf.sum(y) as tf.Scalar;
    }, [w]);
    return [runs, grads[w.name]!.dataSync()[0]];
  };
  const [plain, kept] = [measured(squares), alive];
  const [saved, less] = [measured(checkpointed(squares)), alive];
  assertEquals([plain[0], saved[0], saved[1]], [2, 4, plain[1]]);
  assert(less < kept / 2, `${less} bytes of ${kept}`);
});

Deno.test("checkpointed() may be nested, hand on its input, freeze weights, and be derived again", async () => {
  await cpu().open();
  const still = weight([], 3, { trainable: false }), w = weight([], 2);
  const times: Model<tf.Tensor, tf.Tensor> = {
    name: "times",
    params: { w, still },
    forward: (x) => tf.mul(tf.mul(x, w), still),
  };
  const same: Model<tf.Tensor, tf.Tensor> = { name: "same", params: {}, forward: (x) => x };
  const nested = checkpointed(sequential(checkpointed(times), checkpointed(same), checkpointed(times)));
  const f = (x: tf.Tensor) => nested.forward(tf.square(x), { training: true, seed: 0 });
  assertEquals(tf.grad(f)(tf.scalar(5)).dataSync()[0], 2 * 5 * 36);
  assertEquals(tf.grad((x: tf.Tensor) => tf.grad(f)(x))(tf.scalar(5)).dataSync()[0], 2 * 36);
  const { grads } = tf.variableGrads(() => f(tf.scalar(5)) as tf.Scalar, [w]);
  assertEquals(grads[w.name]!.dataSync()[0], 25 * 9 * 2 * 2);
});

Deno.test("checkpointed() is the block itself in prediction, and in its names and settings", () => {
  const block = sequential(flatten(), dense({ inputs: 4, units: 2 })), saved = checkpointed(block);
  assertEquals([Object.keys(saved.params), saved.staticGraph], [Object.keys(block.params), true]);
  assertEquals((saved.settings!.block as { name: string }).name, "sequential");
  const x = tf.ones([3, 2, 2]), mode = { training: false, seed: 0 };
  assertEquals(saved.forward(x as never, mode).arraySync(), block.forward(x as never, mode).arraySync());
});

Deno.test("checkpointed() refuses what is no layer, and blocks of more than a tensor", () => {
  assertThrows(
    () => checkpointed(relu as never),
    TypeError,
    "Cannot make checkpointed as it wraps a layer: got function",
  );
  const pair: Model<tf.Tensor[], tf.Tensor[]> = { name: "pair", params: {}, forward: (x) => x };
  const mode = { training: true, seed: 0, path: "trunk/3" };
  assertThrows(
    () => checkpointed(pair).forward([tf.scalar(1)], mode),
    TypeError,
    "Cannot run checkpointed at trunk/3 as one tensor goes in: got a list. Checkpoint the layers within.",
  );
  const split: Model<tf.Tensor, tf.Tensor[]> = { name: "split", params: {}, forward: (x) => [x] };
  const before = tf.memory().numTensors, one = tf.scalar(1);
  assertThrows(() => checkpointed(split).forward(one, mode), TypeError, "as one tensor comes out: got a list");
  assertEquals(tf.memory().numTensors, before + 1);
});
