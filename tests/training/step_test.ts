import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { makeStep, type Moment, type Optimizer, sgd, tf, weight } from "../../mod.ts";
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

Deno.test("makeStep() refuses a loss that depends on no weight, and leaves no tensors", () => {
  const model = line(), optimizer = sgd({ lr: 1 }), given = batch();
  const loss = (prediction: tf.Tensor) => tf.scalar(prediction.dataSync()[0]!);
  const step = makeStep({ model, optimizer, loss, slots: {} }), before = tf.memory().numTensors;
  assertEquals(
    assertThrows(() => step(given, moment, 0), TypeError).message,
    "Cannot train line as the loss must depend on a trainable weight: got one that depends on none. Compute it from the " +
      "prediction by operations of tf that have gradients, without reading values.",
  );
  assertEquals(tf.memory().numTensors, before);
});

Deno.test("makeStep() leaves no tensors where the forward pass, the loss or a part of it throws", () => {
  const broken = () => {
    throw new Error("no");
  };
  const model = line(), optimizer = sgd({ lr: 1 }), given = batch();
  const half = {
    ...model,
    forward: (x: tf.Tensor1D) => (tf.square(model.forward(x, { training: true, seed: 0 })), broken()),
  };
  const parts = { loss_a: halfSquare, acc: 3 };
  const steps = [
    makeStep({ model: half, optimizer, loss: halfSquare, slots: {} }),
    makeStep({ model, optimizer, loss: (p) => (tf.square(p), broken()), slots: {} }),
    makeStep({
      model,
      optimizer,
      loss: ((p: tf.Tensor, y: tf.Tensor) => ({ ...parts, loss_a: halfSquare(p, y) })) as never,
      slots: {},
    }),
    makeStep({ model, optimizer: { ...optimizer, update: broken }, loss: halfSquare, slots: {} }),
  ];
  const before = tf.memory().numTensors;
  for (const step of steps) assertThrows(() => step(given, moment, 0));
  assertEquals(tf.memory().numTensors, before);
  // And what comes after learns as if nothing had been.
  tf.dispose(makeStep({ model, optimizer, loss: halfSquare, slots: {} })(given, moment, 0));
  assertAlmostEquals(model.params.slope.dataSync()[0]!, 2, 1e-6);
});

Deno.test("makeStep() tells the optimizer how many examples there are, as the loss counts them", () => {
  const model = line(), counts: (number | tf.Tensor | undefined)[] = [];
  const optimizer = {
    ...sgd({ lr: 1 }),
    update: (_g: unknown, _s: unknown, _p: unknown, { count }: Moment) => void counts.push(count),
  };
  const masked = Object.assign((p: tf.Tensor, y: tf.Tensor) => halfSquare(p, y), {
    count: (y: tf.Tensor) => tf.sum(y) as tf.Scalar,
  });
  makeStep({ model, optimizer, loss: halfSquare, slots: {} })({ ...batch(), size: 7 }, moment, 0);
  assertEquals(counts, [7]);
  const read: Optimizer = {
    ...optimizer,
    update: (_g, _s, _p, { count }) => void counts.push((count as tf.Scalar).dataSync()[0]),
  };
  makeStep({ model, optimizer: read, loss: masked, slots: {} })(batch(), moment, 0);
  assertEquals(counts, [7, 2]);
});
