/** Predictions and gradients stand in tests/models/classifiers_test.ts. */
import { assertEquals, assertThrows } from "@std/assert";
import { features, swin, tf, wasm } from "../../mod.ts";
import { testImageNetwork } from "./image_network.ts";

const small = { units: 8, layers: [2, 1], heads: [2, 4], windowSize: 4, depthDropout: 0.1 } as const;
testImageNetwork("swin", ({ classes }) => swin({ ...small, classes }));

Deno.test("swin() has a stage for each size of its maps, whatever the size of the image", async () => {
  await wasm().open();
  const network = swin({ ...small, classes: 2 }), body = features(network);
  assertEquals([body.channels, body.reductions], [[8, 16], [4, 8]]);
  tf.tidy(() => {
    const maps = body.forward(tf.zeros([1, 20, 36, 3]), { training: false, seed: 0 });
    assertEquals(maps.map(({ shape }) => shape), [[1, 5, 9, 8], [1, 3, 5, 16]]);
  });
  tf.dispose(network.params as unknown as tf.TensorContainer);
  const text = "Cannot make swin as heads must divide the units of each stage, 8, 16: got 2, 3.";
  assertThrows(() => swin({ units: 8, layers: [1, 1], heads: [2, 3] }), RangeError, text);
});

Deno.test("swin() of Swin-T's size has 28,288,354 numbers", () => {
  const { params } = swin();
  assertEquals(Object.values(params).reduce((sum, { size }) => sum + size, 0), 28_288_354);
  tf.dispose(params as unknown as tf.TensorContainer);
});
