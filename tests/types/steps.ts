/** Steps of one's own and optimizers by part, as the type checker must take or refuse them. Checked and never run. */
import { adam, type Dataset, mlp, model, resnet50, runner, sgd, tf } from "../../mod.ts";

declare const points: Dataset<tf.Tensor2D, tf.Tensor1D>;
declare const images: Dataset<tf.Tensor4D, tf.Tensor1D>;

const gan = () =>
  model({
    name: "gan",
    params: { generator: mlp({ sizes: [2, 2] }), critic: mlp({ sizes: [2, 1] }), w: tf.variable(tf.scalar(1)) },
  });
const chain = runner().model(gan).data(points);

// Parts, batch and updates are known; what a step answers is logged; the loss is settled by it.
await chain.optimizer({ generator: adam({ lr: 1 }), critic: sgd({ lr: 1 }) }).step(
  ({ parts, batch, update, seed, step }) => {
    const fake: tf.Tensor2D = parts.generator(batch.x, { training: false });
    const { real, accuracy } = update("critic", () => ({ real: tf.scalar(1), accuracy: tf.scalar(2) }));
    const both: tf.Scalar = update(["critic", "generator"], () => tf.mean(fake) as tf.Scalar, { count: batch.size });
    const labels: tf.Tensor1D = batch.y;
    return { real, accuracy, all: update(() => tf.scalar(seed() + step + labels.size)), both };
  },
).train({ epochs: 1 });
await runner().model(resnet50()).data(images).step(({ model, batch, update }) =>
  update(() => tf.mean(model(batch.x)) as tf.Scalar)
).train({ steps: 1 });
// Any name where the model's type tells no parts.
runner().model(resnet50()).optimizer({ layer1: sgd({ lr: 1 }) });

// @ts-expect-error call .data() before .step()
runner().model(gan).step(() => ({}));
// @ts-expect-error call .model() before .step()
runner().data(points).step(() => ({}));
// @ts-expect-error there is no part of that name
chain.step(({ parts, batch }) => ({ loss: tf.mean(parts.generater(batch.x)) as tf.Scalar }));
// @ts-expect-error a weight is no part
chain.step(({ parts }) => parts.w);
// @ts-expect-error there is no part of that name
chain.step(({ update }) => update("generater", () => tf.scalar(1)));
// @ts-expect-error there is no part of that name
chain.optimizer({ generater: adam({ lr: 1 }) });
// @ts-expect-error a loss is a scalar
chain.step(({ update, batch }) => update("critic", () => batch.x));
// @ts-expect-error a step answers scalars
chain.step(({ batch }) => batch.x);
// @ts-expect-error a step does not wait
chain.step(async () => await Promise.resolve({}));
// @ts-expect-error a dataset of points does not go through a network of images
runner().model(resnet50()).data(points).step(({ model, batch }) => ({ loss: tf.mean(model(batch.x)) as tf.Scalar }));
// @ts-expect-error the network takes images, not labels
runner().model(resnet50()).data(images).step(({ model, batch }) => ({ loss: tf.mean(model(batch.y)) as tf.Scalar }));
