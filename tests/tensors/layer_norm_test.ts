import { assertAlmostEquals, assertEquals } from "@std/assert";
import { layerNorm } from "../../src/tensors/layer_norm.ts";
import { tf } from "../../src/tf.ts";

await tf.setBackend("cpu");

Deno.test("layerNorm() gives each row the mean of the offset and the deviation of the scale", () => {
  const y = tf.tidy(() => {
    const x = tf.randomNormal([3, 2, 64], 5, 7, "float32", 1);
    const { mean, variance } = tf.moments(layerNorm(x, tf.fill([64], 2), tf.fill([64], 3), 1e-9), -1);
    return [mean, variance].flatMap((tensor) => [...tensor.dataSync()]);
  });
  for (const [i, value] of y.entries()) assertAlmostEquals(value, i < 6 ? 3 : 4, 1e-3);
});

Deno.test("layerNorm() has a gradient that neither a shift nor a stretch of its input would show in", () => {
  tf.tidy(() => {
    const x = tf.randomNormal([4, 8], 0, 1, "float32", 2), dy = tf.randomNormal([4, 8], 0, 1, "float32", 3);
    const dx = tf.grad((x) => layerNorm(x, tf.ones([8]), tf.zeros([8]), 1e-9))(x, dy);
    const centred = tf.sub(x, tf.mean(x, -1, true));
    for (const sum of [tf.sum(dx, -1), tf.sum(tf.mul(dx, centred), -1)]) {
      for (const value of sum.dataSync()) assertAlmostEquals(value, 0, 1e-5);
    }
  });
  assertEquals(tf.memory().numTensors, 0);
});
