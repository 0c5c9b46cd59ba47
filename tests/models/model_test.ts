import { assert, assertEquals, assertThrows } from "@std/assert";
import { relu } from "../../src/layers/activations.ts";
import { dense } from "../../src/layers/dense.ts";
import { dropout } from "../../src/layers/dropout.ts";
import { model } from "../../src/models/model.ts";
import { weight } from "../../src/tensors/weight.ts";
import { tf } from "../../src/tf.ts";

Deno.test("model() gathers weights and the weights of layers", () => {
  const made = model({
    name: "mine",
    params: { gain: weight([], 2), head: dense({ inputs: 1, units: 1 }) },
    forward: (x: tf.Tensor2D, mode, { gain, head }) => tf.mul(head.forward(x, mode), gain),
  });
  assertEquals([made.name, ...Object.keys(made.params)], ["mine", "gain", "head/kernel", "head/bias"]);
  assert(Object.isFrozen(made) && Object.isFrozen(made.params));
});

Deno.test("model() is static only where it says so and all its layers are", () => {
  const made = (staticGraph: boolean, layer: ReturnType<typeof dropout>) =>
    model({ staticGraph, params: { layer }, forward: (x: tf.Tensor, mode, { layer }) => layer.forward(x, mode) });
  assertEquals([made(true, relu()), made(false, relu()), made(true, dropout())].map((it) => it.staticGraph), [
    true,
    false,
    false,
  ]);
});

Deno.test("model() refuses what is neither weight nor layer", () => {
  assertThrows(
    // @ts-expect-error: a plain tensor does not learn.
    () => model({ params: { gain: tf.scalar(1) }, forward: (x: tf.Tensor) => x }),
    TypeError,
    'Cannot make model as params holds weights and layers: got object at "gain".',
  );
  assertThrows(
    () => model({ params: { "a/b": weight([], 0) }, forward: (x: tf.Tensor) => x }),
    TypeError,
    'Cannot make model as the name of a weight is a word without "/": got "a/b".',
  );
});
