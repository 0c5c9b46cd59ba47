import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import {
  chain,
  clipByNorm,
  crossEntropy,
  dense,
  initialize,
  makeStep,
  model,
  type Optimizer,
  sgd,
} from "../../../../mod.ts";
import { native } from "../../../../src/engines/native.ts";
import type { NativeBackend } from "../../../../src/engines/native/binding/native_backend.ts";
import type { Tracer } from "../../../../src/engines/native/compile/records.ts";
import { tf } from "../../../../src/tf.ts";
import { needLibrary } from "../need_library.ts";

const needed = await needLibrary();

/** A student of a dense layer whose forward counts its calls; `extra` is added to the logits. */
async function student(optimizer: Optimizer, staticGraph: boolean, extra = (_: number): tf.Tensor => tf.scalar(0.5)) {
  const engine = await native({ compile: staticGraph }).open();
  let forwards = 0;
  const network = model({
    staticGraph,
    params: { layer: dense({ inputs: 3, units: 4 }) },
    forward: (x: tf.Tensor2D, mode, { layer }) => tf.add(layer.forward(x, mode), extra(forwards++)) as tf.Tensor2D,
  });
  initialize(network, 2);
  const slots = optimizer.init(network.params);
  const learn = makeStep({ model: network, loss: crossEntropy(), optimizer, slots, engine });
  return {
    forwards: () => forwards,
    step(at: number, size = 2): number {
      const x = tf.randomNormal([size, 3], 0, 1, "float32", at + 1) as tf.Tensor2D;
      const y = tf.tensor1d(Array.from({ length: size }, (_, i) => (i + at) % 4), "int32");
      const losses = learn({ x, y, size }, { step: at, steps: 20, stepsPerEpoch: 20 }, at);
      const loss = losses.loss!.dataSync()[0]!;
      tf.dispose([x, y, losses.loss!]);
      return loss;
    },
    values: () => Object.values(network.params).flatMap((variable) => [...variable.dataSync()]),
    dispose: () => tf.dispose([network.params, slots]),
  };
}

const optimizers: Record<string, () => Optimizer> = {
  momentum: () => sgd({ lr: 0.1, momentum: 0.9 }),
  "clipped gradients": () => chain(clipByNorm(0.1), sgd({ lr: 0.1 })),
};

for (const [name, optimizer] of Object.entries(optimizers)) {
  Deno.test({
    name: `replay() ends the JavaScript of a static part and changes no digit, by ${name}, ragged batches among them`,
    ...needed,
    async fn() {
      const [fast, slow] = [await student(optimizer(), true), await student(optimizer(), false)];
      for (let at = 0; at < 20; at++) {
        const size = at % 5 === 4 ? 1 : 2;
        assertEquals(fast.step(at, size), slow.step(at, size));
      }
      assertEquals(fast.values(), slow.values());
      assertEquals(slow.forwards(), 20);
      assert(fast.forwards() <= 8, `forward ran ${fast.forwards()} times`);
      fast.dispose();
      slow.dispose();
    },
  });
}

Deno.test({
  name: "replay() runs a part each time whose values from the host are not the same, though it was said to be static",
  ...needed,
  async fn() {
    const optimizer = () => sgd({ lr: 0.1 });
    const extra = (at: number) => tf.tensor1d([at, 0, 0, 0]);
    const [fast, slow] = [await student(optimizer(), true, extra), await student(optimizer(), false, extra)];
    for (let at = 0; at < 20; at++) assertEquals(fast.step(at), slow.step(at));
    assertEquals(fast.forwards(), 20);
    fast.dispose();
    slow.dispose();
  },
});

Deno.test({
  name: "replay() does its part at once where the rest of the step goes another way",
  ...needed,
  async fn() {
    const wayward = (): Optimizer => {
      const plain = sgd({ lr: 0.1 });
      return {
        ...plain,
        update(grads, slots, params, moment) {
          plain.update(grads, slots, params, moment);
          if (moment.step % 7 === 6) { for (const weight of Object.values(params)) weight.assign(tf.mul(weight, 0.5)); }
        },
      };
    };
    const [fast, slow] = [await student(wayward(), true), await student(wayward(), false)];
    const before = tf.memory().numTensors;
    for (let at = 0; at < 20; at++) assertAlmostEquals(fast.step(at), slow.step(at), 1e-6);
    for (const [i, value] of fast.values().entries()) assertAlmostEquals(value, slow.values()[i]!, 1e-6);
    assertEquals(tf.memory().numTensors, before);
    assert(fast.forwards() <= 10, `forward ran ${fast.forwards()} times`);
    fast.dispose();
    slow.dispose();
  },
});

Deno.test({
  name: "replay() lets neither tensors nor handles nor memory grow over 10,000 steps",
  ...needed,
  async fn() {
    const { step, dispose } = await student(sgd({ lr: 0.01, momentum: 0.9 }), true);
    const { binding } = tf.backend() as unknown as { binding: { getNumOfTensors(): number } };
    const count = () => [tf.memory().numTensors, binding.getNumOfTensors()];
    for (let at = 0; at < 1000; at++) step(at);
    const [before, bytes] = [count(), Deno.memoryUsage().rss];
    for (let at = 1000; at < 10_000; at++) step(at);
    assertEquals(count(), before);
    const grown = (Deno.memoryUsage().rss - bytes) / 2 ** 20;
    // What one step leaves, were it only a kilobyte, would be 9 MB; the collector of JavaScript takes some, too.
    assert(grown < 64, `memory grew by ${grown.toFixed(0)} MB`);
    dispose();
  },
});

Deno.test({
  name: "replay() leaves one function of a step whose update uses a shape of the part that is repeated",
  ...needed,
  async fn() {
    const plain = sgd({ lr: 0.1 });
    const turned: Optimizer = {
      ...plain,
      update: (gradients, slots, params, moment) => {
        // As long as the labels are, the shape of which is a constant of the part.
        const [name, slope] = Object.entries(gradients).at(-1)!;
        const same = tf.reshape(tf.reshape(slope, [2, 2]), [4]);
        plain.update({ ...gradients, [name]: same }, slots, params, moment);
      },
    };
    const one = await student(turned, true, () => tf.reshape(tf.reshape(tf.scalar(0.5), [1, 1]), [1]));
    const { binding } = tf.backend() as unknown as NativeBackend;
    const before = (binding as Tracer).functions;
    for (let at = 0; at < 6; at++) one.step(at);
    assertEquals((binding as Tracer).functions - before, 1);
    one.dispose();
  },
});
