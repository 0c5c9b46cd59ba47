import { assertAlmostEquals, assertEquals } from "@std/assert";
import { batchNormTrain } from "../../../src/tensors/batch_norm.ts";
import { wasm } from "../../../src/engines/wasm.ts";
import { tf } from "../../../src/tf.ts";

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
