/** A step that is cut within its forward and its backward pass, as by norms of several ranks, and repeated across the cuts. */
import { assert, assertEquals } from "@std/assert";
import {
  batchNorm,
  crossEntropy,
  dense,
  initialize,
  makeStep,
  model,
  native,
  one,
  relu,
  sequential,
  sgd,
} from "../../../../mod.ts";
import type { NativeBackend } from "../../../../src/engines/native/binding/native_backend.ts";
import { plain } from "../../../../src/training/wire.ts";
import { tf } from "../../../../src/tf.ts";
import { needLibrary } from "../need_library.ts";

const needed = await needLibrary();
const STEPS = 24;

/** Steps with two norms that meet the others, and how often the forward pass ran. */
async function learn(staticGraph: boolean, { fails = (): boolean => false } = {}) {
  const engine = await native().open();
  let forwards = 0;
  const layers = sequential(
    ...[dense({ inputs: 3, units: 4 }), batchNorm({ channels: 4 }), relu()],
    ...[dense({ inputs: 4, units: 4 }), batchNorm({ channels: 4 }), dense({ inputs: 4, units: 4 })],
  );
  const network = model({
    staticGraph,
    params: { layers },
    forward: (x: tf.Tensor2D, mode, { layers }) => (forwards++, layers.forward(x, mode) as tf.Tensor2D),
  });
  initialize(network, 2);
  const optimizer = sgd({ lr: 0.1, momentum: 0.9 }), slots = optimizer.init(network.params), alone = one();
  const group = {
    ...alone,
    now: {
      ...alone.now,
      sum() {
        if (fails()) throw new Error("rank 1 is gone");
      },
    },
  };
  let absent = false, size = 4;
  const whole = () => ({ rows: { from: 0, size, whole: size }, count: size, own: absent ? 0 : size, absent });
  const ranks = { group, norms: true, wire: plain, whole };
  const step = makeStep({
    ...{ model: network, loss: crossEntropy(), optimizer, slots, engine },
    ranks,
  });
  const { binding } = tf.backend() as unknown as NativeBackend & { binding: { getNumOfTensors(): number } };
  const counts: number[][] = [];
  const losses: (number | string)[] = [];
  for (let at = 0; at < STEPS; at++) {
    // Every so often a batch of another size, or one that does not count.
    size = at % 5 === 4 ? 3 : 4;
    absent = at % 7 === 6;
    const x = tf.randomNormal([size, 3], 0, 1, "float32", at + 1) as tf.Tensor2D;
    const y = tf.tensor1d(Array.from({ length: size }, (_, i) => (i + at) % 4), "int32");
    try {
      const { loss } = step({ x, y, size, ...absent && { absent } } as never, {
        ...{ step: at, steps: STEPS, stepsPerEpoch: STEPS },
      }, at);
      losses.push(loss!.dataSync()[0]!);
      loss!.dispose();
    } catch (error) {
      losses.push((error as Error).message);
    }
    tf.dispose([x, y]);
    counts.push([tf.memory().numTensors, binding.getNumOfTensors()]);
  }
  const weights = Object.values(network.params).map((weight) => [...weight.dataSync()]);
  step.release?.();
  tf.dispose([network.params, slots] as unknown as tf.TensorContainer);
  return { losses, weights, forwards, counts };
}

Deno.test({
  name: "a chain is repeated across what its norms ask of other ranks, and changes no digit and keeps nothing",
  ...needed,
  async fn() {
    const [fast, slow] = [await learn(true), await learn(false)];
    assertEquals(fast.losses, slow.losses);
    assertEquals(fast.weights, slow.weights);
    assertEquals(slow.forwards, STEPS);
    assert(fast.forwards <= 9, `forward ran ${fast.forwards} times`);
    assertEquals(fast.counts.at(-1), fast.counts.at(-5));
  },
});

Deno.test({
  name: "a chain that is torn where ranks meet gives back what it has come by, and the next one is whole",
  ...needed,
  async fn() {
    let asked = 0;
    const fails = () => ++asked === 102;
    const { losses, counts, forwards } = await learn(true, { fails });
    assertEquals(losses.filter((loss) => typeof loss === "string"), ["rank 1 is gone"]);
    assertEquals(counts.at(-1)![0], counts.at(-5)![0]);
    assert(forwards <= 9, `forward ran ${forwards} times`);
    assert(losses.every((loss) => typeof loss === "string" || Number.isFinite(loss)));
  },
});
