import { assertEquals, assertThrows } from "@std/assert";
import * as r from "../../mod.ts";

const { tf } = r;

Deno.test("imageClassifier() has stages that run its own layers in their places", async () => {
  await r.cpu().open();
  const net = r.imageClassifier({
    name: "small",
    smallest: 4,
    features: [r.conv2d({ channels: 3, filters: 2, kernelSize: 2, stride: 2 }), r.dropout({ rate: 0.5 }), r.relu()],
    stages: [{ last: 0, channels: 2, reduction: 2 }, { last: 2, channels: 2, reduction: 2 }],
    classifier: r.dense({ inputs: 2, units: 3 }),
  });
  r.initialize(net, 1);
  tf.tidy(() => {
    const x = tf.ones([1, 4, 4, 3]) as r.tf.Tensor4D, mode = { training: true, seed: 3 }, paths: string[] = [];
    const maps = r.features(net).forward(x, { ...mode, onLayer: (path) => (paths.push(path), () => {}) });
    assertEquals(paths.filter((path) => path.includes("/")), ["features/0", "features/1", "features/2"]);
    // The very units that the whole network drops.
    const end = net.parts!.classifier as r.Model<r.tf.Tensor, r.tf.Tensor>;
    const logits = end.forward(tf.mean(maps[1]!, [1, 2]), mode).arraySync();
    assertEquals(net.forward(x, mode).arraySync(), logits as number[][]);
  });
  assertThrows(
    () => net.forward(tf.zeros([1, 3, 4, 3]), { training: false, seed: 0 }),
    RangeError,
    "Cannot run small as it takes images [batch, height, width, 3] of at least 4 pixels a side: got [1, 3, 4, 3].",
  );
  tf.dispose(Object.values(net.params));
});
