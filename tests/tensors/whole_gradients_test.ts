import { assertEquals } from "@std/assert";
import { cpu, tf, weight } from "../../mod.ts";
import { tellWhole } from "../../src/tensors/whole_gradients.ts";

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
