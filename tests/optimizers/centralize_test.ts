import { assertAlmostEquals, assertEquals } from "@std/assert";
import { centralize } from "../../src/optimizers/centralize.ts";
import { tf } from "../../src/tf.ts";

const moment = { step: 0, steps: 1, stepsPerEpoch: 1 };

Deno.test("centralize() takes off the mean over all inputs of each output, of a filter too", () => {
  const filter = tf.tensor4d(Array.from({ length: 24 }, (_, i) => Math.sin(i)), [2, 2, 3, 2]);
  const { w } = centralize().transform({ w: filter }, {}, {}, moment);
  for (const mean of tf.mean(w!, [0, 1, 2]).dataSync()) assertAlmostEquals(mean, 0, 1e-6);
  const before = Array.from(filter.dataSync()),
    mean = before.filter((_, i) => i % 2 === 1).reduce((sum, one) => sum + one, 0) / 12;
  assertAlmostEquals(w!.dataSync()[5]!, before[5]! - mean, 1e-6);
});

Deno.test("centralize() leaves biases and scalars as they are", () => {
  const grads = { bias: tf.tensor1d([1, 2]), scale: tf.scalar(3) };
  assertEquals(centralize().transform(grads, {}, {}, moment), grads);
});
