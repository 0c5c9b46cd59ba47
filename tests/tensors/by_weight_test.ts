import { assertEquals, assertThrows } from "@std/assert";
import { byWeight, isWeighted, weighedMean } from "../../src/tensors/by_weight.ts";
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

Deno.test("weighedMean() is 0 where nothing weighs anything", () => {
  assertEquals([[6, 4], [0, 0]].map(([sum, of]) => weighedMean(tf.scalar(sum!), tf.scalar(of!)).dataSync()[0]), [
    1.5,
    0,
  ]);
});

Deno.test("refuseWeights() has metrics and losses that take all samples alike say so", () => {
  const weight = tf.tensor1d([1, 2]), labels = { target: tf.tensor1d([0, 1], "int32"), weight };
  const logits = tf.tensor2d([[1, 0], [0, 1]]), numbers = { target: tf.tensor1d([1, 2]), weight };
  const counting = [
    ...[r.precision({ classes: 2 }), r.recall({ classes: 2 }), r.f1({ classes: 2 }), r.specificity({ classes: 2 })],
    ...[r.iou({ classes: 2 }), r.dice({ classes: 2 }), r.confusionMatrix({ classes: ["no", "yes"] }), r.rocAuc()],
    ...[
      r.balancedAccuracy({ classes: 2 }),
      r.cohenKappa({ classes: 2 }),
      r.matthews({ classes: 2 }),
      r.averagePrecision(),
    ],
  ] as unknown as r.AnyMetric<string, unknown, unknown>[];
  for (const { name, init, update } of counting) {
    const sentence =
      `Cannot judge by ${name} as it takes all samples alike: got targets with weights. Take accuracy(),`;
    assertThrows(() => update(init() as never, logits, labels), TypeError, sentence);
  }
  for (const { name, init, update } of [r.r2(), r.pearson(), r.spearman()]) {
    const run = () => update(init() as never, tf.tensor1d([1, 2]), numbers as never);
    assertThrows(
      run,
      TypeError,
      `Cannot judge by ${name} as it takes all samples alike: got targets with weights. Take mae(),`,
    );
  }
  const losses = [
    ...[r.softDice(), r.tversky(), r.ctc(), r.fcosLoss(), r.cosineEmbedding(), r.infoNce(), r.tripletMargin()],
  ] as unknown as ((prediction: unknown, target: unknown) => r.tf.Tensor)[];
  const prediction = { anchor: logits, other: logits, positive: logits, negative: logits };
  for (const loss of losses) {
    const sentence = `Cannot compute ${loss.name} as it takes all samples alike: got targets with weights.`;
    assertThrows(() => loss(prediction, numbers), TypeError, sentence);
  }
});
