import { assertAlmostEquals, assertEquals } from "@std/assert";
import { batchNormTrain } from "../../src/tensors/batch_norm.ts";
import { tf } from "../../src/tf.ts";

await tf.setBackend("cpu");

const x = tf.tensor2d([[1, 10], [2, 10], [6, 40]]);

Deno.test("batchNormTrain() gives each channel mean 0 and variance 1, then scales and shifts it", () => {
  const { y } = batchNormTrain(x, tf.tensor1d([1, 2]), tf.tensor1d([0, 5]), 0);
  const { mean, variance } = tf.moments(y, 0);
  [0, 5].forEach((expected, i) => assertAlmostEquals(mean.dataSync()[i]!, expected, 1e-5));
  [1, 4].forEach((expected, i) => assertAlmostEquals(variance.dataSync()[i]!, expected, 1e-5));
});

Deno.test("batchNormTrain() tells the mean and the unbiased variance", () => {
  const { mean, variance } = batchNormTrain(x, tf.ones([2]), tf.zeros([2]), 1e-5);
  assertEquals(mean.arraySync(), [3, 20]);
  // ((1-3)^2 + (2-3)^2 + (6-3)^2) / 2 and (100 + 100 + 400) / 2.
  [7, 300].forEach((expected, i) => assertAlmostEquals(variance.dataSync()[i]!, expected, 1e-3));
});

Deno.test("batchNormTrain() of one example has variance 0, not NaN", () => {
  const { y, variance } = batchNormTrain(tf.tensor2d([[3]]), tf.ones([1]), tf.tensor1d([7]), 1e-5);
  assertEquals([y.dataSync()[0], variance.dataSync()[0]], [7, 0]);
});

Deno.test("batchNormTrain() has gradients that add up to nothing along the batch", () => {
  const scale = tf.tensor1d([1, 2]), offset = tf.zeros([2]);
  const dy = tf.tensor2d([[1, 2], [3, 4], [5, 7]]);
  const [dx, , doffset] = tf.grads((x: tf.Tensor, scale: tf.Tensor, offset: tf.Tensor) =>
    batchNormTrain(x, scale, offset, 1e-5).y
  )([x, scale, offset], dy);
  // Shifting all inputs alike changes no output.
  tf.sum(dx!, 0).dataSync().forEach((sum) => assertAlmostEquals(sum, 0, 1e-5));
  assertEquals(doffset!.arraySync(), [9, 13]);
});
