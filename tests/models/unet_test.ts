import { assertEquals, assertThrows } from "@std/assert";
import { crossEntropy, initialize, resnet18, tf, unet, wasm } from "../../mod.ts";
import golden from "./golden/dense.json" with { type: "json" };
import { assertTold, drawnImage, withHashDrawn } from "./with_hash_drawn.ts";

Deno.test("unet() has the logits of the same network in PyTorch, for an image of odd sides", async () => {
  await wasm().open();
  const { shapes, logits } = golden.unet;
  const network = await withHashDrawn((weights) => unet({ classes: 3, widths: [4, 8, 12], weights }), shapes);
  tf.tidy(() => assertTold("logits", network.forward(drawnImage(21, 26), { training: false, seed: 0 }), logits));
  tf.dispose(Object.values(network.params));
});

Deno.test("unet() goes down by a network with stages, and a gradient reaches every weight of both", async () => {
  await wasm().open();
  const network = unet({ classes: 2, backbone: resnet18() });
  initialize(network, 1);
  const weights = Object.entries(network.params).filter(([, { trainable }]) => trainable);
  assertEquals(weights.some(([name]) => name === "encoder/layer4/1/conv2/kernel"), true);
  tf.tidy(() => {
    const x = tf.randomNormal([2, 33, 32, 3], 0, 1, "float32", 5) as tf.Tensor4D;
    const labels = tf.cast(tf.greater(tf.sum(x, 3), 0), "int32") as tf.Tensor3D;
    const { grads } = tf.variableGrads(
      () => crossEntropy()(network.forward(x, { training: true, seed: 1 }), labels),
      weights.map(([, variable]) => variable),
    );
    const idle = weights.filter(([, { name }]) => !(tf.max(tf.abs(grads[name]!)).dataSync()[0]! > 0));
    assertEquals(idle.map(([name]) => name), []);
  });
  tf.dispose(Object.values(network.params));
});

Deno.test("unet() refuses options out of range, and images that do not fit", () => {
  const message = "Cannot make unet as widths[1] must be a whole number of at least 1: got 0.";
  assertEquals(assertThrows(() => unet({ classes: 2, widths: [4, 0] }), RangeError).message, message);
  const network = unet({ classes: 2, widths: [4] });
  assertThrows(
    () => network.forward(tf.zeros([1, 8, 8, 4]), { training: false, seed: 0 }),
    RangeError,
    "Cannot run unet as it takes images [batch, height, width, 3]",
  );
});
