import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { batchNorm } from "../../src/layers/batch_norm.ts";
import { tf } from "../../src/tf.ts";

Deno.test("batchNorm() learns by the batch and predicts by the running statistics", () => {
  const layer = batchNorm({ channels: 1, momentum: 0.5, epsilon: 1e-12 });
  const x = tf.tensor2d([[1], [3]]);
  assertEquals(tf.round(layer.forward(x, { training: true, seed: 0 })).arraySync(), [[-1], [1]]);
  // Half of the first values (0, 1) and half of the batch's mean 2 and unbiased variance 2.
  assertAlmostEquals(layer.params.mean!.dataSync()[0]!, 1, 1e-6);
  assertAlmostEquals(layer.params.variance!.dataSync()[0]!, 1.5, 1e-6);
  const y = layer.forward(x, { training: false, seed: 0 }).dataSync();
  assertAlmostEquals(y[1]!, 2 / Math.sqrt(1.5), 1e-6);
});

Deno.test("batchNorm() has PyTorch's running statistics after two batches", () => {
  // torch 2.13: BatchNorm1d(2) in training on both batches, then in eval mode on (1, 2).
  const layer = batchNorm({ channels: 2 });
  for (const batch of [[[1, 4], [3, -2], [8, 1]], [[0, 1], [2, 5]]]) {
    layer.forward(tf.tensor2d(batch), { training: true, seed: 0 });
  }
  const predicted = layer.forward(tf.tensor2d([[1, 2]]), { training: false, seed: 0 });
  const { mean, variance } = layer.params;
  const got = [mean!, variance!, predicted].flatMap((tensor) => Array.from(tensor.dataSync()));
  const wanted = [0.46, 0.39, 2.18, 2.42, 0.3657333, 1.034945];
  wanted.forEach((value, i) => assertAlmostEquals(got[i]!, value, 1e-6));
});

Deno.test("batchNorm() holds its running statistics out of training", () => {
  const { params } = batchNorm({ channels: 2 });
  const names = Object.entries(params).filter(([, { trainable }]) => trainable).map(([name]) => name);
  assertEquals(names, ["scale", "offset"]);
});

Deno.test("batchNorm() refuses what it cannot normalise", () => {
  const layer = batchNorm({ channels: 2 });
  assertThrows(
    () => layer.forward(tf.zeros([4, 3]), { training: false, seed: 0 }),
    RangeError,
    "Cannot run batchNorm as it takes two to five axes, the last one of 2: got [4, 3].",
  );
  assertThrows(
    () => layer.forward(tf.zeros([1, 2]), { training: true, seed: 0 }),
    RangeError,
    "Cannot run batchNorm as it takes more than one value a channel in training: got [1, 2]. Where the last batch of an epoch is " +
      "one sample, leave it out: dropLast: true.",
  );
});

Deno.test("batchNorm() without a scale is one whose scale is 1, learning and predicting", () => {
  const [with1, without] = [true, false].map((scale) => batchNorm({ channels: 2, scale }));
  assertEquals(Object.keys(without!.params), ["offset", "mean", "variance"]);
  const x = tf.tensor2d([[1, 4], [3, -2], [8, 1]]);
  for (const training of [true, false]) {
    const [wanted, got] = [with1!, without!].map((layer) => layer.forward(x, { training, seed: 0 }).arraySync());
    assertEquals(got, wanted);
  }
  const slope = (layer: typeof without) =>
    tf.grad((x) => tf.sum(tf.square(layer!.forward(tf.mul(x, [[1], [2], [4]]), { training: true, seed: 0 }))))(x)
      .arraySync();
  assertEquals(slope(without), slope(with1));
});

Deno.test("batchNorm() of volumes is that of their planes as images, learning and predicting", () => {
  const [ofVolumes, ofImages] = [0, 1].map(() => batchNorm({ channels: 2 })), volumes = [2, 3, 2, 2, 2];
  const x = tf.sin(tf.reshape(tf.range(0, 48), volumes)), images = tf.reshape(x, [6, 2, 2, 2]);
  for (const training of [true, false]) {
    const run = (layer: typeof ofVolumes) => (x: tf.Tensor) => layer!.forward(x, { training, seed: 0 });
    const slope = (layer: typeof ofVolumes, x: tf.Tensor) => tf.grad((x) => tf.sum(tf.pow(run(layer)(x), 3)))(x);
    assertEquals([run(ofVolumes)(x).shape, run(ofImages)(images).shape], [volumes, images.shape]);
    assertEquals([...slope(ofVolumes, x).dataSync()], [...slope(ofImages, images).dataSync()]);
    assertEquals([...run(ofVolumes)(x).dataSync()], [...run(ofImages)(images).dataSync()]);
  }
  assertEquals(ofVolumes!.params.variance!.arraySync(), ofImages!.params.variance!.arraySync());
});
