import { assert, assertEquals, assertThrows } from "@std/assert";
import { cpu, initialize, tf, vit, wasm } from "../../mod.ts";

Deno.test("vit() learns: a gradient reaches every weight, and leaves no tensor behind", async () => {
  await wasm().open();
  const network = vit({ imageSize: 32, patchSize: 8, layers: 2, heads: 2, units: 8, classes: 3 });
  initialize(network, 1);
  // A head of zeros, as it is drawn, lets no gradient through.
  const head = network.params["heads/head/kernel"]!;
  tf.tidy(() => head.assign(tf.randomNormal(head.shape, 0, 1, "float32", 3)));
  const before = tf.memory().numTensors,
    weights = Object.entries(network.params).filter(([, { trainable }]) => trainable);
  tf.tidy(() => {
    const x = tf.randomNormal([4, 32, 32, 3], 0, 1, "float32", 5) as tf.Tensor4D;
    const labels = tf.oneHot(tf.tensor1d([0, 1, 2, 0], "int32"), 3);
    const loss = () =>
      tf.losses.softmaxCrossEntropy(labels, network.forward(x, { training: true, seed: 1 })) as tf.Scalar;
    const { grads } = tf.variableGrads(loss, weights.map(([, variable]) => variable));
    const idle = weights.filter(([, { name }]) => !(tf.max(tf.abs(grads[name]!)).dataSync()[0]! > 0));
    assertEquals(idle.map(([name]) => name), []);
    assertEquals(Object.keys(grads).length, weights.length);
  });
  assertEquals(tf.memory().numTensors, before);
  assert(weights.length > 20);
  tf.dispose(Object.values(network.params));
});

Deno.test("vit() refuses options out of range, and images that do not fit", async () => {
  await cpu().open();
  assertThrows(
    () => vit({ classes: 0 }),
    RangeError,
    "Cannot make vit as classes must be a whole number of at least 1",
  );
  const network = vit({ imageSize: 32, patchSize: 8, layers: 2, heads: 2, units: 8, classes: 3 });
  const run = () => network.forward(tf.zeros([1, 32, 32, 4]), { training: false, seed: 0 });
  assertThrows(run, RangeError, "Cannot run vit as it takes images [batch, ");
  tf.dispose(Object.values(network.params));
});
