import { assert, assertEquals, assertThrows } from "@std/assert";
import { releaseEarly, releaseTape, tellWhole } from "../../src/tensors/on_tape.ts";
import { relu } from "../../src/tensors/relu.ts";
import { cpu, tf, weight } from "../../mod.ts";

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

await cpu().open();

/** What is told while a loss is differentiated, by the weights' names, and all gradients. */
function toldBy(loss: (weights: Readonly<Record<string, tf.Variable>>) => tf.Tensor) {
  const weights = { a: weight([], 2), b: weight([], 3), c: weight([], 5), d: weight([], 7) };
  const told: [string, number][] = [], listed = Object.values(weights);
  const { grads } = tf.variableGrads(() => {
    const found = loss(weights) as tf.Scalar;
    tellWhole(weights, found, (name, gradient) => told.push([name, gradient.dataSync()[0]!]));
    return found;
  }, listed);
  const gradients = listed.map(({ name }) => grads[name]?.dataSync()[0]);
  tf.dispose([listed, grads] as unknown as tf.TensorContainer);
  return { told, gradients };
}

Deno.test("tellWhole() tells of gradients in the order of the backward pass, but of the last", () => {
  const { told, gradients } = toldBy(({ a, b, c, d }) => tf.mul(tf.mul(tf.mul(tf.mul(tf.scalar(1), a!), b!), c!), d!));
  assertEquals(told, [["d", 30], ["c", 42], ["b", 70]]);
  assertEquals(gradients, [105, 70, 42, 30]);
});

Deno.test("tellWhole() does not tell of a gradient that is a sum, wherever its weight was used", () => {
  // a x b + a x c x d: a is used twice.
  const { told, gradients } = toldBy(({ a, b, c, d }) => tf.add(tf.mul(a!, b!), tf.mul(tf.mul(a!, c!), d!)));
  assertEquals(told.map(([name]) => name).includes("a"), false);
  assertEquals(told, [["d", 10], ["c", 14]]);
  assertEquals(gradients, [38, 2, 14, 10]);
});

Deno.test("tellWhole() passes over what the loss does not come of", () => {
  const { told } = toldBy(({ a, b, c }) => {
    tf.square(c!);
    return tf.mul(tf.mul(tf.mul(tf.scalar(1), a!), b!), c!);
  });
  assertEquals(told, [["c", 6], ["b", 10]]);
});
