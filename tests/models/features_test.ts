/** The maps of each stage: torchvision's numbers, of the sizes that timm says. */
import { assert, assertEquals, assertThrows } from "@std/assert";
import * as r from "../../mod.ts";
import { hashDrawn } from "../hash_drawn.ts";
import { match } from "../../src/weights/load_weights/match.ts";
import golden from "./golden/features.json" with { type: "json" };
import shapes from "./golden/torchvision.json" with { type: "json" };

const { tf } = r;
const NETWORKS = {
  resnet18: r.resnet18,
  mobilenet_v2: r.mobileNetV2,
  efficientnet_b0: r.efficientNetB0,
} as const;

for (const [name, make] of Object.entries(NETWORKS)) {
  Deno.test(`features(${name}) are the maps of torchvision's stages, and as many as timm's`, async () => {
    await r.wasm().open();
    const before = tf.memory().numTensors, { size, channels, reductions, maps } = golden[name as "resnet18"];
    const whole = make(), body = r.features(whole);
    assertEquals([body.channels, body.reductions], [channels, reductions]);
    const drawn = Object.entries(shapes[name as "resnet18"].shapes).map(([key, shape]) => [key, hashDrawn(key, shape)]);
    const { found, missing } = match(Object.fromEntries(drawn), body.params, { from: name }, name);
    assertEquals(missing, []);
    tf.tidy(() => {
      for (const [key, { data, shape }] of Object.entries(found)) body.params[key]!.assign(tf.tensor(data, [...shape]));
      const x = tf.mul(tf.tensor(hashDrawn("image", [1, size, size, 3]).data, [1, size, size, 3]), 16) as r.tf.Tensor4D;
      for (const [i, map] of body.forward(x, { training: false, seed: 0 }).entries()) {
        const { shape, norm, first } = maps[i]!, data = map.dataSync<"float32">();
        assertEquals(map.shape, shape as unknown as typeof map.shape);
        assert(Math.abs(Math.hypot(...data) / norm - 1) < 1e-4, `${i}: ${Math.hypot(...data)} ${norm}`);
        first.forEach((value, j) => assert(Math.abs(data[j]! - value) < 1e-4 * Math.max(1, Math.abs(value))));
      }
    });
    // The network itself shares these weights.
    assertEquals(Object.entries(body.params).every(([key, weight]) => whole.params[key] === weight), true);
    tf.dispose(Object.values(whole.params));
    assertEquals(tf.memory().numTensors, before);
  });
}

Deno.test("features() of some stages has neither the weights nor the work of those after", async () => {
  await r.cpu().open();
  const whole = r.resnet18({ classes: 2, weights: "r18.safetensors" }), body = r.features(whole, { stages: [0, 2] });
  r.initialize(whole, 1);
  assertEquals(Object.keys(body.params).some((name) => /^(layer3|layer4|fc)\//.test(name)), false);
  assertEquals([body.channels, body.reductions, body.staticGraph], [[64, 128], [2, 8], true]);
  assertEquals(body.pretrained!.map(({ from }) => from), ["r18.safetensors"]);
  const paths: string[] = [];
  tf.tidy(() => {
    const maps = body.forward(tf.ones([1, 16, 16, 3]), {
      training: false,
      seed: 0,
      onLayer: (path) => (paths.push(path), () => {}),
    });
    assertEquals(maps.map(({ shape }) => shape), [[1, 8, 8, 64], [1, 2, 2, 128]]);
  });
  assertEquals(paths.slice(0, 4), ["conv1", "bn1", "maxpool", "layer1"]);
  tf.dispose(Object.values(whole.params));
});

Deno.test("features() refuses networks without stages, and stages that they do not have", () => {
  const plain = r.vit({ classes: 2, imageSize: 8, patchSize: 4, layers: 1, heads: 1, units: 4 });
  assertThrows(() => r.features(plain), TypeError, "Cannot take features of vit as it must have stages: got none.");
  const net = r.resnet18({ classes: 2 });
  for (const stages of [[5], [2, 1], [1, 1]]) {
    const text = `Cannot make features as stages must rise, below the 5 of resnet18: got ${stages.join(", ")}.`;
    assertThrows(() => r.features(net, { stages }), RangeError, text);
  }
  assertThrows(() => r.features(net, { stages: [] }), RangeError, "stages must be a list of numbers: got none.");
  tf.dispose([plain.params, net.params] as unknown as r.tf.TensorContainer);
});
