/** Predictions and gradients stand in tests/models/classifiers_test.ts. */
import { assertEquals, assertThrows } from "@std/assert";
import { cpu, initialize, mlpMixer, tf } from "../../mod.ts";

const size = { classes: 2, imageSize: 8, patchSize: 4, layers: 1, units: 4 } as const;

Deno.test("mlpMixer() leaves parts of blocks out by the seed of the pass, in training alone", async () => {
  await cpu().open();
  const network = mlpMixer({ ...size, depthDropout: 0.5 });
  initialize(network, 1);
  tf.tidy(() => {
    network.params["head/kernel"]!.assign(tf.ones([4, 2]) as never);
    const x = tf.randomNormal([6, 8, 8, 3], 0, 1, "float32", 1) as tf.Tensor4D;
    const run = (training: boolean, seed: number) => [...network.forward(x, { training, seed }).dataSync()];
    assertEquals(run(true, 1), run(true, 1));
    assertEquals(run(true, 1).every((value, i) => value === run(true, 2)[i]), false);
    assertEquals(run(false, 1), run(false, 2));
  });
  tf.dispose(network.params as unknown as tf.TensorContainer);
});

Deno.test("mlpMixer() refuses patches that do not fit, and images of another size", () => {
  const text = "Cannot make mlpMixer as patchSize must divide imageSize: got patches of 3 for images of 8.";
  assertThrows(() => mlpMixer({ ...size, patchSize: 3 }), RangeError, text);
  const network = mlpMixer(size), run = () => network.forward(tf.zeros([1, 8, 4, 3]), { training: false, seed: 0 });
  assertThrows(run, RangeError, "Cannot run mlpMixer as it takes images [batch, 8, 8, 3]: got [1, 8, 4, 3].");
  tf.dispose(network.params as unknown as tf.TensorContainer);
});
