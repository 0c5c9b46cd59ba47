import { assert, assertEquals } from "@std/assert";
import { native } from "../../../../src/engines/native.ts";
import { descentUpdate, momentumUpdate } from "../../../../src/tensors/update.ts";
import { tf } from "../../../../src/tf.ts";
import { needLibrary } from "../need_library.ts";

const needed = await needLibrary();
const numbers = { lr: 0.5, momentum: 0.5, nesterov: false };

Deno.test({
  name: "momentumUpdate() on native goes on from a weight that was assigned between two steps",
  ...needed,
  async fn() {
    await native().open();
    const [weight, velocity] = [tf.variable(tf.tensor1d([1, 2])), tf.variable(tf.tensor1d([0, 0]))];
    const step = () => tf.tidy(() => momentumUpdate(weight, velocity, tf.tensor1d([2, 4]), numbers));
    step();
    assertEquals(Array.from(weight.dataSync()), [0, 0]);
    tf.tidy(() => weight.assign(tf.tensor1d([10, 20])));
    step();
    assertEquals(Array.from(velocity.dataSync()), [3, 6]);
    assertEquals(Array.from(weight.dataSync()), [8.5, 17]);
    tf.dispose([weight, velocity]);
  },
});

Deno.test({
  name: "descentUpdate() on native leaves clones, reshaped views and copies on the host as they were",
  ...needed,
  async fn() {
    await native().open();
    const weight = tf.variable(tf.tensor1d([1, 2]));
    const step = () => tf.tidy(() => descentUpdate(weight, tf.tensor1d([1, 1]), { lr: 1 }));
    step();
    const [clone, view, host] = [tf.clone(weight), tf.reshape(weight, [2, 1]), weight.dataSync().slice()];
    step();
    assertEquals(Array.from(weight.dataSync()), [-1, 0]);
    // The gradient may be a weight itself.
    tf.tidy(() => descentUpdate(weight, weight, { lr: 2 }));
    assertEquals(Array.from(weight.dataSync()), [1, 0]);
    for (const before of [clone.dataSync(), view.dataSync(), host]) assertEquals(Array.from(before), [0, 1]);
    tf.dispose([weight, clone, view]);
  },
});

Deno.test({
  name: "momentumUpdate() on native changes weights in their place: a step leaves neither tensors nor handles",
  ...needed,
  async fn() {
    await native().open();
    const { binding } = tf.backend() as unknown as { binding: { getNumOfTensors(): number } };
    const weight = tf.variable(tf.randomNormal([3, 3, 4, 8])), velocity = tf.variable(tf.zeros([3, 3, 4, 8]));
    const x = tf.randomNormal([2, 6, 6, 4]);
    const step = (lr: number) =>
      tf.tidy(() => {
        const loss = () => tf.mean(tf.square(tf.relu(tf.conv2d(x as tf.Tensor4D, weight as never, 2, 1)))) as tf.Scalar;
        const { grads } = tf.variableGrads(loss, [weight]);
        momentumUpdate(weight, velocity, grads[weight.name]!, { ...numbers, lr });
      });
    step(0.1);
    step(0.1);
    const [tensors, handles] = [tf.memory().numTensors, binding.getNumOfTensors()];
    for (let i = 0; i < 50; i++) step(0.1);
    assertEquals([tf.memory().numTensors, binding.getNumOfTensors()], [tensors, handles]);
    assert(weight.dataSync().every(Number.isFinite));
    // A schedule brings a new rate each step: the scalars that are kept for them stay bounded.
    for (let i = 0; i < 5000; i++) {
      tf.tidy(() => momentumUpdate(weight, velocity, velocity, { ...numbers, lr: i / 1e7 }));
    }
    assert(binding.getNumOfTensors() < handles + 2100, `${binding.getNumOfTensors()} handles`);
    tf.dispose([weight, velocity, x]);
  },
});

Deno.test({
  name: "descentUpdate() on native gives back the memory of weights that are disposed of",
  ...needed,
  async fn() {
    await native().open();
    const size = 4_000_000;
    const once = () => {
      const weight = tf.tidy(() => tf.variable(tf.zeros([size])) as unknown as tf.Tensor) as unknown as tf.Variable;
      tf.tidy(() => descentUpdate(weight, tf.ones([size]), { lr: 1 }));
      weight.dispose();
    };
    for (let i = 0; i < 3; i++) once();
    const before = Deno.memoryUsage().rss;
    for (let i = 0; i < 30; i++) once();
    const grown = (Deno.memoryUsage().rss - before) / 1e6;
    assert(grown < 30 * 16 / 2, `30 weights of 16 MB left ${grown} MB`);
  },
});
