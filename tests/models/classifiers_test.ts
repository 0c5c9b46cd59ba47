/** Networks against torchvision's, timm's and those of papers: they take the weights, predict the same, and have the same gradients. */
import { assert, assertEquals } from "@std/assert";
import * as r from "../../mod.ts";
import { match } from "../../src/weights/load_weights/match.ts";
import { aliasesOf } from "../../src/weights/load_weights/names.ts";
import { hashDrawn } from "../hash_drawn.ts";

const { tf } = r;

interface Golden {
  readonly x: readonly number[];
  readonly shape: readonly number[];
  readonly norm: number;
  readonly first: readonly number[];
  readonly shapes: Readonly<Record<string, readonly number[]>>;
  readonly slopes: Readonly<Record<string, number>>;
}
const golden: Record<string, Golden> = JSON.parse(
  await Deno.readTextFile(new URL("golden/classifiers.json", import.meta.url)),
);
const NETWORKS: Readonly<Record<string, () => r.AnyLayer>> = {
  vgg11: () => r.vgg11({ classes: 5, hidden: 8, batchNorm: true }),
  swin: () => r.swin({ classes: 5, units: 8, layers: [2, 2], heads: [2, 4], windowSize: 4, depthDropout: 0 }),
  mlpMixer: () => r.mlpMixer({ classes: 5, imageSize: 16, patchSize: 4, layers: 2, units: 8 }),
  resnext50: () => r.resnext50({ classes: 5 }),
  resnet20: () => r.resnet20({ classes: 5 }),
  "resnet18, small images": () => r.resnet18({ classes: 5, stem: "cifar" }),
  mobileNetV3Large: () => r.mobileNetV3Large({ classes: 5 }),
  mobileNetV3Small: () => r.mobileNetV3Small({ classes: 5 }),
  tcn: () => r.tcn({ channels: 3, outputs: 2, hidden: [6, 6, 4] }),
  ftTransformer: () =>
    r.ftTransformer({ numbers: 3, categories: [4, 3], outputs: 2, units: 12, heads: 2, layers: 2, hidden: 16 }),
};

Deno.test("the networks here are those of the golden file", () => {
  assertEquals(Object.keys(NETWORKS), Object.keys(golden));
});

for (const [name, make] of Object.entries(NETWORKS)) {
  Deno.test(`${name}() has the predictions and gradients of PyTorch's for its weights`, async () => {
    await r.wasm().open();
    const { x: sides, shape, norm, first, shapes, slopes } = golden[name]!, before = tf.memory().numTensors;
    const network = make();
    const drawn = Object.entries(shapes).map(([key, shape]) => [key, hashDrawn(key, shape)]);
    const { found, missing, left } = match(Object.fromEntries(drawn), network.params, { from: name }, name);
    assertEquals([missing, left], [[], []]);
    tf.tidy(() => {
      for (const [key, { data, shape }] of Object.entries(found)) {
        network.params[key]!.assign(tf.tensor(data, [...shape]));
      }
      const input = tf.mul(tf.tensor(hashDrawn("x", sides).data, [...sides]), 4);
      const cat = tf.tensor2d(Array.from({ length: 10 }, (_, i) => i % [4, 3][i % 2]!), [5, 2], "int32");
      const x = name === "ftTransformer" ? { num: input, cat } : input, mode = { training: false, seed: 0 };
      const y = network.forward(x, mode) as r.tf.Tensor, data = y.dataSync<"float32">();
      assertEquals(y.shape, shape as number[]);
      assert(Math.abs(Math.hypot(...data) / norm - 1) < 1e-4, `${Math.hypot(...data)} ${norm}`);
      const bound = 1e-4 * Math.max(...first.map(Math.abs));
      first.forEach((value, i) => assert(Math.abs(data[i]! - value) < bound, `[${i}]: ${data[i]} ${value}`));
      const dy = tf.tensor(hashDrawn("dy", shape).data, [...shape]);
      const weights = Object.entries(network.params).filter(([, { trainable }]) => trainable);
      const loss = () => tf.sum(tf.mul(network.forward(x, mode), dy)) as r.tf.Scalar;
      const { grads } = tf.variableGrads(loss, weights.map(([, weight]) => weight));
      const most = Math.max(...Object.values(slopes));
      for (const [ours, weight] of weights) {
        const theirs = slopes[aliasesOf(ours).find(({ name }) => name in slopes)!.name]!;
        const own = tf.norm(grads[weight.name]!).dataSync()[0]!;
        assert(Math.abs(own - theirs) < 1e-3 * Math.max(theirs, 1e-3 * most), `${ours}: ${own} ${theirs}`);
      }
    });
    tf.dispose(Object.values(network.params));
    assertEquals(tf.memory().numTensors, before);
  });
}
