import { assertAlmostEquals, assertEquals } from "@std/assert";
import { batchNormTrain } from "../../../src/tensors/batch_norm.ts";
import { wasm } from "../../../src/engines/wasm.ts";
import { tf } from "../../../src/tf.ts";
import { generator, normals } from "../../../src/tensors/random.ts";

await wasm().open();

Deno.test("batchNormKernels() normalise, scale and shift each channel", () => {
  const { y, mean, variance } = batchNormTrain(
    tf.tensor2d([[1, 7], [3, 7]]),
    tf.tensor1d([2, 1]),
    tf.tensor1d([1, 5]),
    0.25,
  );
  // The biased variance of the first channel is 1; the second does not vary.
  const step = 2 / Math.sqrt(1.25);
  [1 - step, 5, 1 + step, 5].forEach((expected, i) => assertAlmostEquals(y.dataSync()[i]!, expected, 1e-6));
  assertEquals([mean.arraySync(), variance.arraySync()], [[2, 7], [2, 0]]);
});

Deno.test("batchNormKernels() keep their digits far from zero", () => {
  const { variance } = batchNormTrain(tf.tensor2d([[10000], [10001]]), tf.ones([1]), tf.zeros([1]), 0);
  assertEquals(variance.arraySync(), [0.5]);
});

await wasm().open();

Deno.test("scaleShiftKernels() normalise by statistics that are given, for any number of channels", () => {
  for (const channels of [1, 3, 4, 6, 9, 300]) {
    const [mean, spread, offset, scale] = [1, 2, 3, 4].map((seed) => normals(channels, generator(seed)));
    const variance = spread!.map((value) => value * value + 0.1), x = normals(500 * channels, generator(5));
    const [m, v, o, s] = [mean!, variance, offset!, scale!].map((values) => tf.tensor1d(values)) as tf.Tensor1D[];
    const y = tf.batchNorm(tf.tensor2d(x, [500, channels]), m!, v!, o!, s!, 1e-3).dataSync();
    x.forEach((value, i) => {
      const c = i % channels;
      const expected = (value - mean![c]!) / Math.sqrt(variance[c]! + 1e-3) * scale![c]! + offset![c]!;
      assertAlmostEquals(y[i]!, expected, 1e-4 * (1 + Math.abs(expected)));
    });
  }
});

Deno.test("scaleShiftKernels() leave what has neither scale nor offset to the kernel that was there", () => {
  const y = tf.batchNorm(tf.tensor2d([[3]]), tf.tensor1d([1]), tf.tensor1d([4]), undefined, undefined, 1e-9);
  assertEquals(y.arraySync(), [[1]]);
});
