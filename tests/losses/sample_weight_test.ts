/** Losses and metrics of samples that weigh unlike: scikit-learn's with `sample_weight`, and what weights mean. */
import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import {
  accuracy,
  binaryCrossEntropy,
  brier,
  cosineSimilarity,
  crossEntropy,
  hinge,
  huber,
  klDivergence,
  logLoss,
} from "../../mod.ts";
import {
  mae,
  mape,
  meanAbsoluteError,
  meanSquaredError,
  mse,
  multiMargin,
  rmse,
  sigmoidFocal,
  smoothL1,
} from "../../mod.ts";
import { type AnyMetric, type Loss, softmaxFocal, tf, topK, type Weighted } from "../../mod.ts";
import { judgeBy } from "../judge_by.ts";
import golden from "./golden/sample_weight.json" with { type: "json" };

await tf.setBackend("cpu");

const { labels, answers, weight: weights } = golden, size = weights.length;
type Row = readonly [Loss<tf.Tensor, tf.Tensor | Weighted<tf.Tensor>>, tf.Tensor, tf.Tensor];
const logits = tf.tensor(golden.logits), label = tf.tensor(labels, undefined, "int32");
const first = tf.slice(logits, [0, 0], [-1, 1]), answer = tf.reshape(tf.tensor(answers, undefined, "int32"), [-1, 1]);
const prediction = tf.tensor(golden.prediction), target = tf.tensor(golden.target), weight = tf.tensor1d(weights);
const tokens = tf.tensor3d(golden.prediction.map((row) => [row, row.toReversed()])), shares = tf.softmax(logits);
const classes = tf.tensor2d(labels.map((one, i) => [one % 3, i % 4 === 0 ? 9 : i % 3]), [size, 2], "int32");
const loose = (loss: unknown) => loss as Row[0];

const ROWS: Readonly<Record<string, Row>> = {
  crossEntropy: [loose(crossEntropy()), logits, label],
  "crossEntropy of classes that weigh unlike": [
    loose(crossEntropy({ classWeights: [1, 2, 3, 0.5], labelSmoothing: 0.1 })),
    logits,
    label,
  ],
  "crossEntropy of tokens": [loose(crossEntropy({ ignoreIndex: 9 })), tokens, classes],
  "crossEntropy of shares": [loose(crossEntropy({ soft: true })), tf.mul(logits, 2), shares],
  softmaxFocal: [loose(softmaxFocal({ alpha: [1, 2, 1, 3] })), logits, label],
  "softmaxFocal of tokens": [loose(softmaxFocal({ ignoreIndex: 9 })), tokens, classes],
  multiMargin: [loose(multiMargin()), logits, label],
  binaryCrossEntropy: [binaryCrossEntropy(), first, answer],
  sigmoidFocal: [sigmoidFocal(), first, answer],
  hinge: [hinge(), first, answer],
  meanSquaredError: [meanSquaredError(), prediction, target],
  meanAbsoluteError: [meanAbsoluteError(), prediction, target],
  huber: [huber(), prediction, target],
  smoothL1: [smoothL1(), prediction, target],
  cosineSimilarity: [cosineSimilarity(), prediction, target],
  klDivergence: [klDivergence({ temperature: 2 }), logits, shares],
};

const number = (scalar: number | tf.Tensor) => typeof scalar === "number" ? scalar : scalar.dataSync()[0]!;
const lossOf = ([loss, p]: Row, y: tf.Tensor | Weighted<tf.Tensor>) => number(loss(p, y) as tf.Scalar);
const rowsOf = (tensor: tf.Tensor, rows: number[]) => tf.gather(tensor, tf.tensor1d(rows, "int32"));
const heavy = (target: tf.Tensor, of: readonly number[]) => ({ target, weight: tf.tensor1d([...of]) });

for (const [name, row] of Object.entries(ROWS)) {
  const [loss, p, y] = row;

  Deno.test(`${name} with weights counts a sample as often as it weighs, and gives the same gradients`, () => {
    const often = weights.map((_, i) => i % 4), rows = often.flatMap((times, i) => Array<number>(times).fill(i));
    const copies = lossOf([loss, rowsOf(p, rows), y], rowsOf(y, rows));
    assertAlmostEquals(lossOf(row, heavy(y, often)), copies, 1e-5);
    const slopes = tf.grad((p) => loss(p, heavy(y, often)) as tf.Scalar)(p);
    const wanted = tf.grad((p) => loss(rowsOf(p, rows), rowsOf(y, rows)) as tf.Scalar)(p);
    assertAlmostEquals(number(tf.max(tf.abs(tf.sub(slopes, wanted)))), 0, 1e-6);
    assertAlmostEquals(number(loss.count!(heavy(y, often))), number(loss.count!(rowsOf(y, rows))), 1e-4);
  });

  Deno.test(`${name} with weights of one is the loss without them, and 0 with none at all`, () => {
    assertAlmostEquals(lossOf(row, heavy(y, weights.map(() => 1))), lossOf(row, y), 1e-6);
    const none = heavy(y, weights.map(() => 0));
    assertEquals([lossOf(row, none), number(loss.count!(none))], [0, 0]);
    assertEquals(number(tf.max(tf.abs(tf.grad((p) => loss(p, none) as tf.Scalar)(p)))), 0);
  });

  Deno.test(`${name} with weights is the mean of its parts by what they count, however they are cut`, () => {
    let sum = 0, count = 0;
    for (const rows of [[0, 1, 2, 3, 4], [5], [6, 7, 8], [9, 10]]) {
      const part = heavy(rowsOf(y, rows), rows.map((i) => weights[i]!)), of = number(loss.count!(part));
      sum += of * lossOf([loss, rowsOf(p, rows), y], part), count += of;
    }
    assertAlmostEquals(sum / count, lossOf(row, { target: y, weight }), 1e-5);
  });
}

Deno.test("losses with weights are those of scikit-learn with sample_weight", () => {
  for (
    const name of ["crossEntropy", "binaryCrossEntropy", "meanSquaredError", "meanAbsoluteError", "hinge"] as const
  ) {
    const row = ROWS[name]!;
    assertAlmostEquals(lossOf(row, { target: row[2], weight }), golden[name], 1e-6, name);
  }
});

Deno.test("metrics with weights are those of scikit-learn with sample_weight, over batches of any size", async () => {
  const judged: readonly (readonly [
    AnyMetric<string, tf.Tensor, tf.Tensor | Weighted<tf.Tensor>>,
    tf.Tensor,
    tf.Tensor,
    number,
  ])[] = [
    [accuracy(), logits, label, golden.accuracy],
    [topK(2), logits, label, golden.top2],
    [logLoss(), logits, label, golden.crossEntropy],
    [brier(), first, answer, golden.brier],
    [mae(), prediction, target, golden.meanAbsoluteError],
    [mse(), prediction, target, golden.meanSquaredError],
    [rmse(), prediction, target, golden.rmse],
    [mape(), prediction, target, golden.mape],
  ];
  for (const [metric, p, y, wanted] of judged) {
    for (const sizes of [[11], [4, 1, 6]]) {
      const [got] = Object.values(await judgeBy([metric as never], p, { target: y, weight }, sizes));
      assertAlmostEquals(got as number, wanted, 1e-4, metric.name);
    }
  }
});

Deno.test("losses with weights refuse what is no weight for each sample", () => {
  const wrong = { target, weight: tf.tensor1d([1, 2]) };
  assertThrows(
    () => meanSquaredError()(prediction, wrong),
    TypeError,
    "each must have one weight: got [2] for [11, 3].",
  );
});
