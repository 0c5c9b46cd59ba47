import { assertAlmostEquals, assertEquals } from "@std/assert";
import { cpu } from "../../../src/engines/cpu.ts";
import { webgpu } from "../../../src/engines/webgpu.ts";
import { batchNormTrain } from "../../../src/tensors/batch_norm.ts";
import { tf } from "../../../src/tf.ts";
import { agrees } from "../operation.ts";
import { anyAdapter, numbersOf, openAny } from "./any_adapter.ts";

Deno.test({
  name: "batchNormKernels() normalise, scale and shift each channel",
  ...anyAdapter,
  async fn() {
    await openAny();
    const [y, mean, variance] = await numbersOf(() => {
      const x = tf.tensor2d([[1, 7], [3, 7]]);
      const normed = batchNormTrain(x, tf.tensor1d([2, 1]), tf.tensor1d([1, 5]), 0.25);
      return [normed.y, normed.mean, normed.variance];
    });
    // The biased variance of the first channel is 1; the second does not vary.
    const step = 2 / Math.sqrt(1.25);
    [1 - step, 5, 1 + step, 5].forEach((expected, i) => assertAlmostEquals(y![i]!, expected, 1e-6));
    assertEquals([mean, variance], [[2, 7], [2, 0]]);
  },
});

Deno.test({
  name: "batchNormKernels() keep their digits far from zero, over many slices",
  ...anyAdapter,
  async fn() {
    await openAny();
    const rows = 20_000;
    const [mean, variance] = await numbersOf(() => {
      // 10000 and 10001 by turns, in four channels.
      const x = tf.add(tf.reshape(tf.mod(tf.range(0, rows), 2), [rows, 1]), tf.fill([4], 10_000));
      const normed = batchNormTrain(x, tf.ones([4]), tf.zeros([4]), 0);
      return [normed.mean, normed.variance];
    });
    assertEquals(mean, Array(4).fill(10_000.5));
    for (const value of variance!) assertAlmostEquals(value, 0.25 * rows / (rows - 1), 1e-7);
  },
});

for (const shape of [[300, 37], [3, 10, 11, 68], [1, 8], [5, 1]]) {
  Deno.test({
    name: `batchNormKernels() agree with the composition on [${shape}], gradients too`,
    ...anyAdapter,
    fn: () =>
      agrees(webgpu({ allowFallback: true }), cpu(), {
        name: `batchNormTrain of ${shape}`,
        shapes: [shape, [shape.at(-1)!], [shape.at(-1)!]],
        run: (x, scale, offset) => batchNormTrain(x, scale, offset, 1e-2).y,
        gradient: "smooth",
      }),
  });
}
