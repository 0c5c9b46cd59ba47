import { assertEquals, assertThrows } from "@std/assert";
import { apart, byWeight, isWeighted, meanLoss, weighedMean, weightOfEach } from "../../src/tensors/by_weight.ts";
import * as r from "../../mod.ts";
import { tf } from "../../src/tf.ts";

await tf.setBackend("cpu");

Deno.test("isWeighted() is true of a target with a weight alone", () => {
  const [target, weight] = [tf.tensor1d([1]), tf.tensor1d([1])];
  const given = [{ target, weight }, { target: { a: target }, weight }, target, { target }, { weight }, null, 3];
  assertEquals(given.map((one) => isWeighted(one as never)), [true, true, false, false, false, false, false]);
});

Deno.test("byWeight() weighs all that a sample has, in one row or not", () => {
  const weight = tf.tensor1d([2, 0]);
  for (const values of [tf.tensor1d([1, 2, 3, 4]), tf.tensor3d([[[1], [2]], [[3], [4]]])]) {
    assertEquals(byWeight(values, weight).arraySync(), [[2, 4], [0, 0]]);
  }
  assertEquals(byWeight(tf.tensor1d([true, false], "bool"), weight).arraySync(), [[2], [0]]);
});

Deno.test("byWeight() refuses weights of other samples", () => {
  const of = (weight: tf.Tensor) => () => byWeight(tf.ones([3, 2]), weight as tf.Tensor1D);
  assertThrows(of(tf.ones([4])), TypeError, "Cannot weigh samples as each must have one weight: got [4] for [3, 2].");
  assertThrows(of(tf.ones([3, 1])), TypeError, "got [3, 1] for [3, 2].");
});

Deno.test("apart() takes targets of any kind from their weights", () => {
  const target = { a: tf.tensor1d([1]) }, weight = tf.tensor1d([1]);
  assertEquals([apart({ target, weight }), apart(target)], [{ target, weight }, { target, weight: undefined }]);
});

Deno.test("weightOfEach() is that of the sample that an answer is of, or 1", () => {
  assertEquals(weightOfEach(4, tf.tensor1d([3, 0])).arraySync(), [3, 3, 0, 0]);
  assertEquals(weightOfEach(2, undefined).arraySync(), [1, 1]);
  assertThrows(() => weightOfEach(3, tf.tensor1d([3, 0])), TypeError, "got [2] for [3].");
});

Deno.test("weighedMean() is 0 where nothing weighs anything", () => {
  assertEquals([[6, 4], [0, 0]].map(([sum, of]) => weighedMean(tf.scalar(sum!), tf.scalar(of!)).dataSync()[0]), [
    1.5,
    0,
  ]);
});

Deno.test("refuseWeights() has metrics and losses that take all samples alike say so", () => {
  const weight = tf.tensor1d([1, 2]), logits = tf.tensor2d([[1, 0], [0, 1]]);
  const numbers = { target: tf.tensor1d([1, 2]), weight };
  const { name, init, update } = r.spearman(), judge = update as (...given: unknown[]) => unknown;
  assertThrows(
    () => judge(init(), tf.tensor1d([1, 2]), numbers),
    TypeError,
    `Cannot judge by ${name} as it takes all samples alike: got targets with weights. Take pearson(),`,
  );
  const losses = [
    ...[r.softDice(), r.tversky(), r.ctc(), r.fcosLoss(), r.cosineEmbedding(), r.infoNce(), r.tripletMargin()],
  ] as unknown as ((prediction: unknown, target: unknown) => r.tf.Tensor)[];
  const prediction = { anchor: logits, other: logits, positive: logits, negative: logits };
  for (const loss of losses) {
    const sentence = `Cannot compute ${loss.name} as it takes all samples alike: got targets with weights.`;
    assertThrows(() => loss(prediction, numbers), TypeError, sentence);
  }
});

await tf.setBackend("cpu");

const rows = meanLoss("rows", (p: tf.Tensor, y: tf.Tensor) => tf.sub(p, y), {
  settings: { a: 1 },
  count: ({ size }) => size,
});
const { count } = rows as unknown as { count(given: unknown): number | tf.Scalar };
const p = tf.tensor2d([[1, 3], [5, 7]]), target = tf.zeros([2, 2]);

Deno.test("meanLoss() is a loss by name and settings, of targets with weights and without", () => {
  const { name, settings, staticGraph } = rows as unknown as Record<string, unknown>;
  assertEquals([name, settings, staticGraph, Object.isFrozen(rows)], ["rows", { a: 1 }, true, true]);
  assertEquals(rows(p, target).dataSync()[0], 4);
  assertEquals(rows(p, { target, weight: tf.tensor1d([3, 1]) }).dataSync()[0], 3);
});

Deno.test("meanLoss() counts what it is a mean over, as much as its sample weighs", () => {
  assertEquals(count(target), 4);
  assertEquals((count({ target, weight: tf.tensor1d([3, 0.5]) }) as tf.Scalar).dataSync()[0], 7);
  const plain = meanLoss("plain", (p: tf.Tensor) => p, { settings: {} }) as unknown as {
    count(given: unknown): number;
  };
  assertEquals(plain.count(target), 2);
});
