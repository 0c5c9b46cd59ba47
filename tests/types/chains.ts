/**
 * Chains that the type checker must accept or refuse. This file is checked and never run: a refusal that goes missing
 * makes its `@ts-expect-error` an error.
 */
import {
  accuracy,
  arrays,
  cifar10,
  crossEntropy,
  type Dataset,
  dense,
  meanSquaredError,
  type Metric,
  metric,
  type Missing,
  type Mode,
  type Model,
  resnet50,
  runner,
  sequential,
  stopWhen,
  synthetic,
  tf,
} from "../../mod.ts";

declare const regression: Dataset<tf.Tensor2D, tf.Tensor2D>;
declare const images: Dataset<tf.Tensor4D, tf.Tensor1D>;
declare const vectors: Model<tf.Tensor2D, tf.Tensor2D>;
declare const reader: Model<tf.Tensor2D, tf.Tensor3D>;
declare const painter: Model<tf.Tensor4D, tf.Tensor4D>;
declare const texts: Dataset<tf.Tensor2D, tf.Tensor2D>;
declare const sentiments: Dataset<tf.Tensor2D, tf.Tensor1D>;
declare const masks: Dataset<tf.Tensor4D, tf.Tensor3D>;
declare const mode: Mode;
declare const keras: tf.LayersModel;
declare const boxed: Metric<"boxed", { readonly boxes: tf.Tensor3D }, tf.Tensor1D>;
declare const boxes: Model<tf.Tensor4D, { readonly boxes: tf.Tensor3D }>;

// Right chains, in any order that makes sense.
const done = await runner().model(resnet50()).data(cifar10()).evaluator(accuracy()).train({ epochs: 1 });
done.scores?.accuracy.toFixed(4);
const other = await runner().data(synthetic()).model(resnet50()).evaluator(accuracy()).train({ steps: 10 });
other.scores?.accuracy.toFixed(4);
await runner().model(resnet50()).data(images).loss(crossEntropy()).train({ epochs: 1, resume: true });
await runner().model(keras).data(images).loss((prediction, y) => tf.losses.softmaxCrossEntropy(y, prediction)).train({
  steps: 1,
});
const judged = await runner().model(resnet50()).data(cifar10()).evaluator(accuracy()).validate({ checkpoint: true });
judged.accuracy.toFixed(4);
const prediction = await runner().model(resnet50()).predict(tf.zeros([1, 32, 32, 3]) as tf.Tensor4D);
prediction.argMax(1);
runner().model(resnet50()).data(cifar10()).evaluator(accuracy()).hook(stopWhen("accuracy", 90));

// A function that makes the model says the same of it, in any order.
const swept = runner().model(() => resnet50()).data(cifar10()).evaluator(accuracy());
(await swept.train({ epochs: 1, weights: true })).scores?.accuracy.toFixed(4);
(await swept.train({ epochs: 1, resume: "a", weights: "b" })).model.params;
(await runner().data(synthetic()).model(() => resnet50()).evaluator(accuracy()).test()).accuracy.toFixed(4);
(await runner().model(() => resnet50()).predict(tf.zeros([1, 32, 32, 3]) as tf.Tensor4D)).argMax(1);
await runner().model(() => keras).data(images).loss((prediction, y) => tf.losses.softmaxCrossEntropy(y, prediction))
  .train({ steps: 1 });
// Arrays may bring a loss of their own.
await runner().model(vectors).data(arrays({ x: [[1]], y: [[2]], loss: meanSquaredError() })).train({ epochs: 1 });
await swept.train({ minutes: 10, valEvery: 0.25 });
const told = await swept.evaluator({ loss: true }).validation({ noisy: images }).train({ epochs: 1, limit: 0.1 });
told.scores?.loss.toFixed(4);
told.scores?.["noisy/accuracy"].toFixed(4);
for (const row of told.history) if (row.type === "scores") row.scores["noisy/loss"].toFixed(4);
swept.evaluator({ loss: true }).hook(stopWhen("loss", 0.1));
const both = swept.evaluator({ loss: true, train: true }).validation({ noisy: images }).hook(
  stopWhen("train/loss", 0.1),
);
(await both.train({ epochs: 1 })).scores?.["train/accuracy"].toFixed(4);
// @ts-expect-error a validation judges nothing that was learnt from
(await both.validate())["train/accuracy"].toFixed(4);
// @ts-expect-error further data is not learnt from
both.hook(stopWhen("noisy/train/loss", 0.1));
// @ts-expect-error there is no score of that name
swept.hook(stopWhen("loss", 0.1));
// @ts-expect-error the network takes images
swept.validation({ noisy: regression });
// @ts-expect-error an evaluator is told nothing of that name
swept.evaluator({ los: true });
await swept.train({ samples: 1e6, minutes: 30, valEvery: [[0, 5], [20, 1]], valBegin: 3 });
// @ts-expect-error a run is counted in one of them
await swept.train({ samples: 1e6, epochs: 3 });
// @ts-expect-error call .data() before .train()
await runner().model(() => resnet50()).train({ epochs: 1 });
// @ts-expect-error the network takes vectors, not images
runner().model(() => vectors).data(images);
// @ts-expect-error the network takes vectors, not images
runner().data(images).model(() => vectors);
// @ts-expect-error cross-entropy judges logits, not boxes
runner().model(() => boxes).data(images).loss(crossEntropy());
// @ts-expect-error there is no score of that name
swept.hook(stopWhen("acuracy", 90));
// @ts-expect-error a model that is still being loaded is none
runner().model(() => Promise.resolve(resnet50()));
// @ts-expect-error what makes a model is told nothing
runner().model((classes: number) => resnet50({ classes }));
// @ts-expect-error weights are those of a checkpoint
await swept.train({ epochs: 1, weights: 3 });

// @ts-expect-error call .model(), .data() and .loss() before .train()
await runner().train({ epochs: 1 });
// @ts-expect-error call .data() before .train()
await runner().model(resnet50()).train({ epochs: 1 });
// @ts-expect-error the dataset names no loss: call .loss() before .train()
await runner().model(resnet50()).data(images).train({ epochs: 1 });
// @ts-expect-error call .data() before .loss()
runner().model(resnet50()).loss(crossEntropy());
// @ts-expect-error call .data() before .evaluator()
runner().model(resnet50()).evaluator(accuracy());
// @ts-expect-error call .model() before .predict()
await runner().predict(tf.zeros([1]));
// @ts-expect-error the network takes vectors, not images
runner().model(vectors).data(images);
// @ts-expect-error the network takes vectors, not images
runner().data(images).model(vectors);
// @ts-expect-error cross-entropy compares with labels, not with rows of numbers
runner().model(vectors).data(regression).loss(crossEntropy());
// @ts-expect-error cross-entropy judges logits, not boxes
runner().model(boxes).data(images).loss(crossEntropy());
// Tokens and pixels have a label each; targets that are shares have the shape of the logits.
runner().model(reader).data(texts).loss(crossEntropy({ ignoreIndex: 0 }));
runner().model(painter).data(masks).loss(crossEntropy());
runner().model(vectors).data(regression).loss(crossEntropy({ soft: true }));
// @ts-expect-error there is a label for each token
runner().model(reader).data(texts).loss(crossEntropy({ soft: true }));
// @ts-expect-error there is a label for each text, and logits for each token
runner().model(reader).data(sentiments).loss(crossEntropy());
// A dense layer works along the last axis, and takes what has as many axes as what it gives.
sequential(reader, dense({ inputs: 9, units: 2 })).forward(tf.zeros([1, 1]), mode).as3D(1, 1, 2);
// @ts-expect-error what comes of rows is rows
const cube: tf.Tensor3D = dense({ inputs: 9, units: 2 }).forward(tf.zeros([1, 9]) as tf.Tensor2D, mode);
// @ts-expect-error there is no score of that name
runner().model(resnet50()).data(cifar10()).evaluator(accuracy()).hook(stopWhen("acuracy", 90));
// @ts-expect-error there is no score of that name
done.scores?.acuracy;
// @ts-expect-error a run is counted in epochs or in steps, not both
await runner().model(resnet50()).data(cifar10()).train({ epochs: 1, steps: 1 });
// @ts-expect-error a run has a length
await runner().model(resnet50()).data(cifar10()).train({});

// A metric of several scores names each; one that is written as a plain object does too.
const fit = metric({
  name: "fit",
  scores: ["r2", "rmse"],
  better: { r2: "higher", rmse: "lower" },
  init: () => ({ sum: tf.scalar(0) }),
  update: ({ sum }, prediction: tf.Tensor2D, _: tf.Tensor1D) => ({ sum: tf.add(sum, tf.sum(prediction)) }),
  compute: ({ sum }) => tf.stack([sum, sum]),
});
const plain = {
  ...{ name: "plain" as const, better: "lower" as const, init: () => tf.scalar(0) },
  update: (state: tf.Tensor, _: tf.Tensor2D, __: tf.Tensor1D) => state,
  compute: (state: tf.Tensor) => state,
};
const several = runner().model(resnet50()).data(cifar10()).evaluator(accuracy(), fit, plain).hook(stopWhen("rmse", 1));
const { accuracy: share, r2, rmse, plain: least } = await several.validate();
[share, r2, rmse, least].map((score) => score.toFixed(4));
// @ts-expect-error the metric fit has no score of its own name
(await several.validate()).fit;
// @ts-expect-error there is no score of that name
several.hook(stopWhen("r3", 1));
// @ts-expect-error one of the scores has no way that is better
metric({ ...fit, better: { r2: "higher" } });
// @ts-expect-error on the host, each score has a number
metric({ ...fit, on: "host", compute: () => ({ r2: 1 }) });
// @ts-expect-error the metric judges boxes, not logits
runner().model(resnet50()).data(cifar10()).evaluator(boxed);

// The sentence in the editor, to the letter.
type Refused = ThisParameterType<ReturnType<typeof withoutData>["train"]>;
const withoutData = () => runner().model(resnet50());
const sentence: Missing<"call .data() before .train()"> | Missing<"call .loss() before .train()"> =
  null as unknown as Refused;
export { cube, sentence };
