import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  conv2d,
  dense,
  fcos,
  fcosLoss,
  meanAveragePrecision,
  model,
  resnet20,
  scoresOf,
  stage,
  tf,
  wasm,
} from "../../mod.ts";
import golden from "./golden/dense.json" with { type: "json" };
import { assertTold, drawnImage, withHashDrawn } from "./with_hash_drawn.ts";

/** Three maps, 8, 16 and 32 times smaller than the image. */
function body() {
  const down = (channels: number, filters: number, by: number) =>
    conv2d({ channels, filters, kernelSize: by, stride: by });
  const stages = [
    stage({ channels: 8, reduction: 8, params: { l1: down(3, 8, 8) } }),
    stage({ channels: 16, reduction: 16, params: { l2: down(8, 16, 2) } }),
    stage({ channels: 32, reduction: 32, params: { l3: down(16, 32, 2) } }),
  ];
  return model({ name: "body", params: {}, stages, staticGraph: true, forward: (x: tf.Tensor4D) => x });
}

const detector = (weights: string) =>
  fcos({ classes: 3, backbone: body(), width: 32, depth: 2, minScore: 0, most: 8, weights });

Deno.test("fcos() says of each place what torchvision's says, finds what it finds, and has its losses", async () => {
  await wasm().open();
  const { shapes, logits, sides, centers, losses, boxes, scores, labels } = golden.fcos;
  const network = await withHashDrawn(detector, shapes), before = tf.memory().numTensors;
  tf.tidy(() => {
    const image = drawnImage(64, 96), images = tf.concat([image, tf.neg(image)], 0) as tf.Tensor4D;
    const said = network.forward(images, { training: false, seed: 0 });
    assertTold("logits", said.logits, logits);
    assertTold("sides", said.sides, sides);
    assertTold("centers", said.centers, centers);
    const off = tf.max(tf.abs(tf.sub(tf.slice(said.boxes, 0, 1), tf.tensor3d([boxes])))).dataSync()[0]!;
    assert(off < 1e-2, `boxes: ${off}`);
    assertEquals([...tf.slice(said.labels, 0, 1).dataSync()], labels);
    [...tf.slice(said.scores, 0, 1).dataSync()].forEach((score, i) => assert(Math.abs(score - scores[i]!) < 1e-4));
    const there = {
      boxes: tf.tensor3d([[[4, 6, 40, 50], [20, 20, 28, 30]], [[0, 0, 96, 64], [0, 0, 0, 0]]]),
      labels: tf.tensor2d([[2, 0], [1, -1]], [2, 2], "int32"),
    };
    const told = Object.values(fcosLoss()(said, there) as Record<string, tf.Scalar>).map((loss) => loss.dataSync()[0]!);
    told.forEach((loss, i) => assert(Math.abs(loss / losses[i]! - 1) < 1e-4, `${told} are not ${losses}`));
  });
  assertEquals(tf.memory().numTensors, before);
  tf.dispose(Object.values(network.params));
});

Deno.test("fcos() finds what meanAveragePrecision judges; while it learns it looks for nothing", async () => {
  await wasm().open();
  const network = await withHashDrawn(detector, golden.fcos.shapes), metric = meanAveragePrecision({ classes: 3 });
  const run = (training: boolean) => tf.tidy(() => ({ ...network.forward(drawnImage(64, 64), { training, seed: 0 }) }));
  const said = run(false), learning = run(true);
  // What it finds is taken for what is there. Boxes without area overlap with nothing, not even with themselves.
  const area = tf.prod(tf.sub(tf.slice(said.boxes, [0, 0, 2], [-1, -1, 2]), tf.slice(said.boxes, 0, [-1, -1, 2])), 2);
  const labels = tf.where(tf.greater(area, 0), said.labels, tf.onesLike(said.labels).mul(-1));
  const state = metric.update(metric.init(), { ...said, labels }, { boxes: said.boxes, labels });
  assertEquals((await scoresOf([metric], [state])).mAP, 1);
  assertEquals([learning.boxes.shape, [...learning.labels.dataSync()]], [[1, 1, 4], [-1]]);
  tf.dispose(Object.values(network.params));
});

Deno.test("fcos() calls its further maps as torchvision does, whatever the stages, and its places have the strides of their maps", async () => {
  await wasm().open();
  const network = fcos({ classes: 1, backbone: body(), stages: [1, 2], width: 4, depth: 1 });
  const names = Object.keys(network.params).filter((name) => name.includes("extra") && name.endsWith("kernel"));
  assertEquals(names, ["p6", "p7"].map((name) => `backbone/fpn/extra_blocks/${name}/kernel`));
  const { places } = tf.tidy(() => ({ ...network.forward(tf.zeros([1, 32, 96, 3]), { training: true, seed: 0 }) }));
  assertEquals([...new Set(places.arraySync().map(([, , stride]) => stride))], [16, 32, 64, 128]);
  tf.dispose(Object.values(network.params));
});

Deno.test("fcos() refuses networks without stages, and options out of range", () => {
  const plain = dense({ inputs: 4, units: 2 }) as never;
  assertThrows(() => fcos({ classes: 2, backbone: plain }), TypeError, "as it must have stages: got none");
  const none = "Cannot make fcos as its backbone must have maps that are 8 times smaller than the image, or smaller: " +
    "got 1, 1, 2, 4 times. Name the stages that are looked at by stages, from 0.";
  assertEquals(assertThrows(() => fcos({ classes: 2, backbone: resnet20() }), RangeError).message, none);
  const message = "Cannot make fcos as overlap must be in [0, 1]: got 2.";
  assertEquals(assertThrows(() => fcos({ classes: 2, backbone: body(), overlap: 2 }), RangeError).message, message);
});
