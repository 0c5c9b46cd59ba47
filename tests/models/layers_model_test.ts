import { assert, assertEquals, assertThrows } from "@std/assert";
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
