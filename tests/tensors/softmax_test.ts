import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { softmax, softmaxCrossEntropy } from "../../src/tensors/softmax.ts";
import { tf } from "../../src/tf.ts";

await tf.setBackend("cpu");

Deno.test("softmax() has the slope y (dy - the sum of dy y), through tf.softmax too", () => {
  tf.tidy(() => {
    const x = tf.tensor2d([[0, Math.log(3)], [1, 1]]), dy = tf.tensor2d([[4, 8], [2, 2]]);
    for (const run of [softmax, tf.softmax]) {
      const slope = tf.grad((x) => run(x))(x, dy).dataSync();
      // Shares of 1/4 and 3/4, whose mean of dy is 7.
      [-0.75, 0.75, 0, 0].forEach((value, i) => assertAlmostEquals(slope[i]!, value, 1e-6));
    }
  });
  assertEquals(tf.memory().numTensors, 0);
});

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
