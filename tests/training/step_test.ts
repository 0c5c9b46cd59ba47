import { assertAlmostEquals, assertEquals } from "@std/assert";
import { makeStep, type Optimizer, sgd, tf, weight } from "../../mod.ts";
import { halfSquare, line } from "../toy.ts";

await tf.setBackend("cpu");
const moment = { step: 0, steps: 1, stepsPerEpoch: 1 };
const batch = () => ({ x: tf.tensor1d([1]), y: tf.tensor1d([2]), size: 1 });

Deno.test("makeStep() leaves the weights, the slots and the losses it returns", () => {
  const model = line(), optimizer = sgd({ lr: 0.5, momentum: 0.9 });
  const step = makeStep({ model, optimizer, loss: halfSquare, slots: optimizer.init(model.params) });
  const given = batch();
  const before = tf.memory().numTensors;
  const losses = step(given, moment, 0);
  assertEquals(tf.memory().numTensors, before + 1);
  assertAlmostEquals(losses.loss!.dataSync()[0]!, 2, 1e-6);
  assertAlmostEquals(model.params.slope.dataSync()[0]!, 1, 1e-6);
});

Deno.test("makeStep() names gradients by the keys of params, and leaves out what does not take part or is not trainable", () => {
  const still = weight([], 1, { trainable: false }), unused = weight([], 1), slope = weight([], 0);
  const model = {
    name: "three",
    params: { still, unused, slope },
    forward: (x: tf.Tensor) => tf.mul(tf.mul(x, slope), still),
  };
  let named: string[] = [];
  const optimizer: Optimizer = {
    name: "spy",
    lr: () => 0,
    init: () => ({}),
    update: (grads) => void (named = Object.keys(grads)),
  };
  makeStep({ model, optimizer, loss: halfSquare, slots: {} })(batch(), moment, 0);
  assertEquals(named, ["slope"]);
});
