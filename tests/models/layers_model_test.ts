import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { cpu, makeStep, meanSquaredError, sequential, sgd } from "../../mod.ts";
import { layersModel } from "../../src/models/layers_model.ts";
import { tf } from "../../src/tf.ts";

const keras = () =>
  tf.sequential({
    layers: [
      tf.layers.dense({ units: 2, inputShape: [3] }),
      tf.layers.batchNormalization({ name: "norm" }),
      tf.layers.dense({ units: 1 }),
    ],
  });

Deno.test("layersModel() names weights alike however many models came before", () => {
  const [first, second] = [layersModel(keras()), layersModel(keras())];
  assertEquals(Object.keys(first.params), Object.keys(second.params));
  assertEquals(Object.keys(first.params).toSorted(), [
    "dense_1/bias",
    "dense_1/kernel",
    "dense_2/bias",
    "dense_2/kernel",
    "norm/beta",
    "norm/gamma",
    "norm/moving_mean",
    "norm/moving_variance",
  ]);
});

Deno.test("layersModel() keeps frozen layers and running statistics from the optimizer", () => {
  const model = keras();
  model.layers[0]!.trainable = false;
  const { params } = layersModel(model);
  const learned = Object.keys(params).filter((name) => params[name]!.trainable).toSorted();
  assertEquals(learned, ["dense_2/bias", "dense_2/kernel", "norm/beta", "norm/gamma"]);
});

Deno.test("layersModel() follows the batch's statistics in training alone", () => {
  const model = layersModel(keras());
  const mean = () => model.params["norm/moving_mean"]!.arraySync() as number[];
  const x = tf.tensor2d([[1, 2, 3], [3, 2, 5]]);
  model.forward(x, { training: false, seed: 0 });
  assertEquals(mean(), [0, 0]);
  model.forward(x, { training: true, seed: 0 });
  assert(mean().some((value) => value !== 0));
});

Deno.test("layersModel() refuses a model that does not know its input", () => {
  const model = tf.sequential({ name: "open" });
  assertThrows(() => layersModel(model), TypeError, "Cannot take the tfjs-layers model open as it must be built");
});

Deno.test("layersModel() has the regularizers of its layers as a penalty, which the step adds to the loss", () => {
  const regularized = (units: number) => {
    const init = {
      useBias: false,
      kernelInitializer: "ones" as const,
      kernelRegularizer: tf.regularizers.l2({ l2: 0.1 }),
    };
    return tf.sequential({ layers: [tf.layers.dense({ units, inputShape: [1], ...init })] });
  };
  const model = layersModel(regularized(1)), optimizer = sgd({ lr: 0.5 });
  const step = makeStep({ model, loss: meanSquaredError(), optimizer, slots: {} });
  const losses = step(
    { x: tf.zeros([1, 1]), y: tf.zeros([1, 1]), size: 1 },
    { step: 0, steps: 1, stepsPerEpoch: 1 },
    0,
  );
  // The data give no gradient: 0.1 · w² with w = 1 is 0.1, and w - 0.5 · 0.2 w = 0.9, as tfjs's own fit has it.
  assertEquals(Object.keys(losses), ["loss", "loss_penalty"]);
  for (const loss of Object.values(losses)) assertAlmostEquals(loss.dataSync()[0]!, 0.1, 1e-6);
  assertAlmostEquals(model.params["dense_1/kernel"]!.dataSync()[0]!, 0.9, 1e-6);
  // Within another model, and one within one of tfjs's own.
  const nested = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1] }), regularized(2)] });
  assertAlmostEquals(sequential(layersModel(nested)).penalty!().dataSync()[0]!, 0.2, 1e-6);
  assertEquals("penalty" in layersModel(keras()), false);
});

Deno.test("layersModel() refuses constraints, which nothing applies", () => {
  const layer = { units: 1, name: "head", kernelConstraint: tf.constraints.nonNeg() };
  const model = tf.sequential({ name: "bounded", layers: [tf.layers.dense({ inputShape: [1], ...layer })] });
  assertEquals(
    assertThrows(() => layersModel(model), TypeError).message,
    "Cannot take the tfjs-layers model bounded as constraints of weights are not applied: got one on head/kernel.\nLeave " +
      "it out, or keep the weight in bounds within a layer of your own.",
  );
});

Deno.test("layersModel() of a depthwise convolution without a rate has the gradients of one with the rate 1", async () => {
  await cpu().open();
  const rates = [undefined, 1].map((dilationRate) => {
    const layer = tf.layers.depthwiseConv2d({
      ...{ kernelSize: 3, inputShape: [5, 5, 2], depthwiseInitializer: "ones", useBias: false },
      ...dilationRate !== undefined && { dilationRate },
    });
    const model = layersModel(tf.sequential({ layers: [layer] })), [kernel] = Object.values(model.params);
    const x = tf.reshape(tf.range(0, 50), [1, 5, 5, 2]), mode = { training: true, seed: 0 };
    const by = (x: tf.Tensor) => tf.sum(tf.square(model.forward(x, mode))) as tf.Scalar;
    return [[...tf.grad(by)(x).dataSync()], [
      ...tf.variableGrads(() => by(x), [kernel!]).grads[kernel!.name]!.dataSync(),
    ]];
  });
  assertEquals(rates[0], rates[1]);
});
