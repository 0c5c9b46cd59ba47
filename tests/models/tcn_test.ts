/** Predictions and gradients stand in tests/models/classifiers_test.ts. */
import { assertEquals, assertThrows } from "@std/assert";
import { cpu, initialize, tcn, tf } from "../../mod.ts";

Deno.test("tcn() sees as many places as it says, and none that comes later", async () => {
  await cpu().open();
  const network = tcn({ channels: 1, outputs: 1, hidden: [4, 4], kernelSize: 2 }), sees = 1 + 2 * 1 * (2 ** 2 - 1);
  initialize(network, 1);
  // Of weights above 0 all that is seen shows.
  for (const weight of Object.values(network.params)) tf.tidy(() => weight.assign(tf.abs(weight as never) as never));
  const slope = tf.tidy(() => {
    const last = (x: tf.Tensor) =>
      tf.sum(tf.slice(network.forward(x as tf.Tensor3D, { training: false, seed: 0 }), [0, 9, 0], [1, 1, 1]));
    return [...tf.grad(last)(tf.ones([1, 12, 1])).dataSync()];
  });
  assertEquals(slope.map((value) => value > 0), Array.from({ length: 12 }, (_, i) => i > 9 - sees && i <= 9));
  tf.dispose(network.params as unknown as tf.TensorContainer);
});

Deno.test("tcn() refuses no blocks, and series of other channels", () => {
  assertThrows(() => tcn({ channels: 1, outputs: 1, hidden: [] }), RangeError, "hidden must be a list of numbers: got");
  const network = tcn({ channels: 1, outputs: 1, hidden: [2] });
  const run = () => network.forward(tf.zeros([1, 5, 2]), { training: false, seed: 0 });
  assertThrows(run, RangeError, "Cannot run tcn as it takes series [batch, places, 1]: got [1, 5, 2].");
  tf.dispose(network.params as unknown as tf.TensorContainer);
});
