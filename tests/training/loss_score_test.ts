import { assertAlmostEquals, assertEquals } from "@std/assert";
import { crossEntropy, evaluate, lossScore, meanSquaredError, type Scores, tf } from "../../mod.ts";

await tf.setBackend("cpu");
const same = { name: "same", params: {}, forward: (x: tf.Tensor2D) => x };

async function judged(batches: readonly { x: tf.Tensor2D; y: tf.Tensor; size: number }[], loss: unknown) {
  const judging = evaluate(same, batches as never, [lossScore(loss as never)]);
  let next = await judging.next();
  while (!next.done) next = await judging.next();
  return (next.value as Scores<"loss">).loss;
}

const logits = [[2, 0, 1], [0, 3, 0], [1, 1, 1], [0, 0, 4], [2, 2, 0]], labels = [0, 1, 2, 2, 0];
const cut = (sizes: readonly number[]) => {
  let from = 0;
  return sizes.map((size) => {
    const to = from + size, x = tf.tensor2d(logits.slice(from, to)), y = tf.tensor1d(labels.slice(from, to), "int32");
    from = to;
    return { x, y, size };
  });
};

Deno.test("lossScore() is the loss of all batches as one, however ragged they are", async () => {
  // Minus the mean of the logarithms of the right class's share, worked out here.
  const expected = logits.reduce((sum, row, i) => {
    const all = row.reduce((sum, logit) => sum + Math.exp(logit), 0);
    return sum - Math.log(Math.exp(row[labels[i]!]!) / all);
  }, 0) / labels.length;
  for (const sizes of [[5], [3, 2], [1, 4], [1, 1, 1, 1, 1]]) {
    assertAlmostEquals(await judged(cut(sizes), crossEntropy()), expected, 1e-6);
  }
});

Deno.test("lossScore() weighs batches by what their loss is a mean over, where it counts otherwise", async () => {
  // The mean of what is not negative.
  const masked = Object.assign(function masked(prediction: tf.Tensor, y: tf.Tensor) {
    const mask = tf.cast(tf.greaterEqual(y, 0), "float32");
    return tf.div(tf.sum(tf.mul(mask, tf.squaredDifference(prediction, y))), tf.sum(mask)) as tf.Scalar;
  }, { count: (y: tf.Tensor) => tf.sum(tf.cast(tf.greaterEqual(y, 0), "float32")) as tf.Scalar });
  const batches = [[[1, -1, -1]], [[2, 3, 4], [5, 6, -1]]].map((y) => ({
    ...{ x: tf.zeros([y.length, 3]) as tf.Tensor2D, y: tf.tensor2d(y), size: y.length },
  }));
  assertAlmostEquals(await judged(batches, masked), (1 + 4 + 9 + 16 + 25 + 36) / 6, 1e-5);
});

Deno.test("lossScore() sums the named losses, and leaves out what is only logged", async () => {
  const loss = (prediction: tf.Tensor, y: tf.Tensor) => ({
    loss_a: meanSquaredError()(prediction, y) as tf.Scalar,
    loss_b: tf.scalar(2),
    level: tf.scalar(99),
  });
  const batches = [{ x: tf.tensor2d([[3]]), y: tf.tensor2d([[0]]), size: 1 }];
  assertAlmostEquals(await judged(batches, loss), 9 + 2, 1e-6);
});

Deno.test("lossScore() leaves nothing on the device", async () => {
  const before = tf.memory().numTensors;
  await judged(cut([3, 2]), crossEntropy());
  assertEquals(tf.memory().numTensors, before);
});
