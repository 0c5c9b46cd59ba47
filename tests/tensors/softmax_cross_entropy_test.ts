import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { softmaxCrossEntropy } from "../../src/tensors/softmax_cross_entropy.ts";
import { tf } from "../../src/tf.ts";

await tf.setBackend("cpu");

const labels = () => tf.tensor1d([0, 2], "int32");

Deno.test("softmaxCrossEntropy() has the slopes softmax minus target", () => {
  tf.tidy(() => {
    const logits = tf.tensor2d([[1, 2, 3], [0, 0, 100]]);
    const slopes = tf.grad((x) => softmaxCrossEntropy(x as tf.Tensor2D, labels(), { smoothing: 0 }))(logits);
    const softmax = tf.sub(tf.softmax(logits), tf.tensor2d([[1, 0, 0], [0, 0, 1]])).dataSync();
    for (const [i, value] of slopes.dataSync().entries()) assertAlmostEquals(value, softmax[i]!, 1e-6);
  });
});

Deno.test("softmaxCrossEntropy() smooths towards all classes alike", () => {
  tf.tidy(() => {
    const logits = tf.tensor2d([[1, 2, 3], [4, 5, 9]]);
    const [exact, smoothed] = [0, 0.3].map((smoothing) => softmaxCrossEntropy(logits, labels(), { smoothing }));
    const all = tf.neg(tf.mean(tf.logSoftmax(logits), -1));
    const expected = tf.add(tf.mul(exact!, 0.7), tf.mul(all, 0.3)).dataSync();
    for (const [i, value] of smoothed!.dataSync().entries()) assertAlmostEquals(value, expected[i]!, 1e-5);
  });
  assertEquals(tf.memory().numTensors, 0);
});

Deno.test("softmaxCrossEntropy() has no gradient for labels", () => {
  const derive = tf.grads((x, y) => softmaxCrossEntropy(x as tf.Tensor2D, y as tf.Tensor1D, { smoothing: 0 }));
  const before = tf.memory().numTensors;
  assertThrows(
    () => tf.tidy(() => derive([tf.zeros([2, 3]), labels()])),
    TypeError,
    "Cannot derive a cross-entropy by its labels",
  );
  assertEquals(tf.memory().numTensors - before < 10, true);
});
