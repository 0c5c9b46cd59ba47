import { assert, assertEquals } from "@std/assert";
import { cpu, initialize, mlp, tf } from "../../mod.ts";
import { makePredictionStep, predicting } from "../../src/training/prediction_step.ts";

await cpu().open();

Deno.test("predicting() asks an engine for a prediction without its JavaScript once it has seen a single tensor", () => {
  let ran = 0, replayed = 0;
  const model = { name: "same", staticGraph: true, params: {}, forward: (x: tf.Tensor) => (ran++, tf.mul(x, 2)) };
  const replay = () => (_: readonly tf.Tensor[], run: () => tf.NamedTensorMap) => (replayed++, run());
  const { predict } = predicting({ model, engine: { replay } });
  tf.tidy(() => {
    for (const value of [1, 2, 3]) assertEquals(predict(tf.scalar(value)).dataSync()[0], 2 * value);
  });
  assertEquals([ran, replayed], [3, 2]);
});

Deno.test("makePredictionStep() answers what the model answers, of any form, and leaves no other tensor", () => {
  const network = mlp({ sizes: [3, 2] });
  initialize(network, 1);
  const model = {
    name: "both",
    params: network.params,
    forward: (x: tf.Tensor, mode: { training: boolean; seed: number }) => {
      const logits = network.forward(x, mode);
      return { logits, shares: tf.softmax(logits) };
    },
  };
  const predict = makePredictionStep({ model }), x = tf.tensor2d([[1, 2, 3]]), before = tf.memory().numTensors;
  const { logits, shares } = predict(x);
  assertEquals(tf.memory().numTensors, before + 2);
  assertEquals(logits.shape, [1, 2]);
  assert(Math.abs(tf.tidy(() => tf.sum(shares).dataSync()[0]!) - 1) < 1e-6);
  tf.dispose([logits, shares, x, network.params as unknown as tf.Tensor]);
  predict.release?.();
});
