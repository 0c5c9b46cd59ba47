import { assert, assertEquals, assertThrows } from "@std/assert";
import { releaseEarly, releaseTape } from "../../src/tensors/release_early.ts";
import { relu } from "../../src/tensors/relu.ts";
import { tf } from "../../src/tf.ts";

await tf.setBackend("cpu");

/** The gradient of a long chain, and the most bytes that were alive on the way. */
function chain(early: boolean): { values: number[]; peak: number } {
  return tf.tidy(() => {
    const weight = tf.variable(tf.fill([1000], 0.5));
    let peak = 0;
    const { grads } = tf.variableGrads(() => {
      let y: tf.Tensor = weight;
      // Each takes a look when its gradient is asked for.
      const look = tf.customGrad((x) => ({
        value: tf.clone(x as tf.Tensor),
        gradFunc: (dy) => (peak = Math.max(peak, tf.memory().numBytes), tf.clone(dy as tf.Tensor)),
      }));
      for (let i = 0; i < 10; i++) y = look(tf.square(relu(y)));
      const loss = tf.sum(y) as tf.Scalar;
      if (early) releaseEarly();
      return loss;
    }, [weight]);
    const values = [...grads[weight.name]!.dataSync()];
    weight.dispose();
    return { values, peak };
  });
}

Deno.test("releaseEarly() changes no gradient and holds less meanwhile", () => {
  const [early, late] = [chain(true), chain(false)];
  assertEquals(early.values, late.values);
  assert(early.peak < 0.7 * late.peak, `${early.peak} of ${late.peak} bytes`);
});

Deno.test("releaseEarly() leaves gradients alone that are handed on to several inputs", () => {
  const [a, b] = [tf.variable(tf.scalar(2)), tf.variable(tf.scalar(3))];
  const { grads } = tf.tidy(() =>
    tf.variableGrads(() => {
      const sum = tf.add(a, b), twice = tf.add(sum, sum);
      const loss = tf.mul(twice, a) as tf.Scalar;
      releaseEarly();
      return loss;
    }, [a, b])
  );
  // (2a + 2b) a: 4a + 2b and 2a.
  assertEquals([grads[a.name]!.dataSync()[0], grads[b.name]!.dataSync()[0]], [14, 4]);
  tf.dispose([a, b, grads] as unknown as tf.TensorContainer);
});

Deno.test("releaseEarly() does nothing where nothing is differentiated", () => releaseEarly());

Deno.test("releaseTape() gives back what a pass saved that threw, and the next gradients are right", () => {
  const weight = tf.variable(tf.scalar(3)), before = tf.memory().numTensors;
  assertThrows(() =>
    tf.variableGrads(() => {
      tf.mul(tf.square(weight), tf.scalar(2));
      throw new Error("no");
    }, [weight])
  );
  assertEquals(tf.memory().numTensors > before, true);
  releaseTape();
  releaseTape();
  assertEquals(tf.memory().numTensors, before);
  const { grads, value } = tf.variableGrads(() => tf.square(weight) as tf.Scalar, [weight]);
  assertEquals(grads[weight.name]!.dataSync()[0], 6);
  tf.dispose([grads, value, weight] as unknown as tf.TensorContainer);
});
