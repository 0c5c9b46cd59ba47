/** Predictions and gradients stand in tests/models/classifiers_test.ts. */
import { assertEquals, assertThrows } from "@std/assert";
import { cpu, features, initialize, tf, vgg11, vgg13 } from "../../mod.ts";

Deno.test("vgg11() has torchvision's names with and without batch norms, and timm's stages", async () => {
  await cpu().open();
  const [plain, normed] = [vgg11({ classes: 2, hidden: 4 }), vgg11({ classes: 2, hidden: 4, batchNorm: true })];
  assertEquals(Object.keys(plain.params).slice(0, 4), [
    ...["features/0/kernel", "features/0/bias", "features/3/kernel", "features/3/bias"],
  ]);
  assertEquals(Object.keys(normed.params).filter((name) => name.startsWith("classifier")).slice(2), [
    ...["classifier/3/kernel", "classifier/3/bias", "classifier/6/kernel", "classifier/6/bias"],
  ]);
  const body = features(plain, { stages: [0, 1] });
  assertEquals([features(plain).channels, body.reductions], [[64, 128, 256, 512, 512, 512], [1, 2]]);
  initialize(body, 1);
  tf.tidy(() => {
    const maps = body.forward(tf.ones([1, 8, 8, 3]), { training: false, seed: 0 });
    assertEquals(maps.map(({ shape }) => shape), [[1, 8, 8, 64], [1, 4, 4, 128]]);
  });
  tf.dispose([plain.params, normed.params] as unknown as tf.TensorContainer);
});

Deno.test("vgg13() refuses options out of range, and images that are too small", () => {
  assertThrows(
    () => vgg13({ hidden: 0 }),
    RangeError,
    "Cannot make vgg13 as hidden must be a whole number of at least 1",
  );
  const network = vgg13({ hidden: 2 });
  const run = () => network.forward(tf.zeros([1, 31, 32, 3]), { training: false, seed: 0 });
  assertThrows(run, RangeError, "Cannot run vgg13 as it takes images [batch, height, width, 3] of at least 32 pixels");
  tf.dispose(network.params as unknown as tf.TensorContainer);
});
