/**
 * The same task with every part written by hand: model, loss, metric and hook, as MMEngine's tutorial does with
 * subclasses. It ends by checking its own target.
 *
 *     deno run -A examples/own_parts.ts
 */
import { batchNorm, conv2d, dense, metric, model, on, runner, sgd, synthetic, tf } from "../mod.ts";
import { sayPlainly } from "./flags/say_plainly.ts";

sayPlainly();

// Model: the layers and what is done with them.
const small = model({
  name: "small",
  params: {
    conv1: conv2d({ channels: 3, filters: 16, kernelSize: 3, stride: 2, padding: 1, bias: false }),
    norm1: batchNorm({ channels: 16 }),
    conv2: conv2d({ channels: 16, filters: 32, kernelSize: 3, stride: 2, padding: 1, bias: false }),
    norm2: batchNorm({ channels: 32 }),
    head: dense({ inputs: 32, units: 10 }),
  },
  forward(x: tf.Tensor4D, mode, { conv1, norm1, conv2, norm2, head }) {
    const first = tf.relu(norm1.forward(conv1.forward(x, mode), mode));
    const second = tf.relu(norm2.forward(conv2.forward(first, mode), mode));
    return head.forward(tf.mean(second, [1, 2]), mode) as tf.Tensor2D;
  },
});

// Loss: named parts are summed for the gradient and logged apart.
const loss = (logits: tf.Tensor2D, labels: tf.Tensor1D) => ({
  loss_ce: tf.losses.softmaxCrossEntropy(tf.oneHot(labels, 10), logits) as tf.Scalar,
  loss_logits: tf.mul(1e-4, tf.mean(tf.square(logits))) as tf.Scalar,
});

// Metric: what to remember, how a batch changes it, and what it comes to.
const correct = metric({
  name: "correct",
  better: "higher",
  init: () => tf.zeros([2]),
  update(state, logits: tf.Tensor2D, labels: tf.Tensor1D) {
    const right = tf.sum(tf.cast(tf.equal(tf.argMax(logits, 1), labels), "float32"));
    return tf.add(state, tf.stack([right, tf.scalar(labels.size)]));
  },
  compute(state) {
    const [right, seen] = tf.unstack(state);
    return tf.mul(100, tf.div(right!, seen!)) as tf.Scalar;
  },
});

// Hook: hears what happens, and may answer with a line for the log or a reason to stop.
const cheer = on("scores", ({ scores }: { scores: Readonly<Record<string, number>> }) => {
  if (scores.correct! >= 80) {
    return { note: `${scores.correct!.toFixed(1)} % are right: good enough`, stop: "good enough" };
  }
});

const { scores } = await runner({ workDir: "work_dirs/own_parts" })
  .model(small)
  .data(synthetic({ trainSamples: 2000, valSamples: 500, augment: false }))
  .loss(loss)
  .evaluator(correct)
  .optimizer(sgd({ lr: 0.05, momentum: 0.9 }))
  .hook(cheer)
  .train({ epochs: 5 });

if (!(scores!.correct >= 50)) throw new Error(`Cannot be content as 50 % should be right: got ${scores!.correct}.`);
