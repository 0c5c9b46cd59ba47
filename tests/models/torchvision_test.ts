/** Every network with torchvision's names: it loads a state dict of that, and predicts what torchvision does. */
import { assert, assertEquals } from "@std/assert";
import {
  convNextTiny,
  efficientNetB0,
  initialize,
  loadWeights,
  mobileNetV2,
  type Model,
  resnet18,
  resnet50,
  tf,
  vit,
  wasm,
} from "../../mod.ts";
import { writeSafetensors } from "../../src/files/safetensors.ts";
import { hashDrawn } from "../hash_drawn.ts";

interface Golden {
  readonly size: number;
  readonly norm: number;
  readonly logits: readonly number[];
  readonly shapes: Readonly<Record<string, readonly number[]>>;
}

const golden: Record<string, Golden> = JSON.parse(
  await Deno.readTextFile(new URL("golden/torchvision.json", import.meta.url)),
);

const NETWORKS: Readonly<Record<string, (options: { weights: string }) => Model<tf.Tensor4D, tf.Tensor2D>>> = {
  resnet18,
  resnet50,
  mobilenet_v2: mobileNetV2,
  efficientnet_b0: efficientNetB0,
  convnext_tiny: convNextTiny,
  vit: ({ weights }) => vit({ imageSize: 32, patchSize: 8, layers: 2, heads: 4, units: 32, weights }),
};

Deno.test("the networks here are those of the golden file", () => {
  assertEquals(Object.keys(NETWORKS).toSorted(), Object.keys(golden).toSorted());
});

for (const [name, make] of Object.entries(NETWORKS)) {
  Deno.test(`${name}({ weights }) takes torchvision's whole state dict and has its logits to 1e-4`, async () => {
    await wasm().open();
    const { size, norm, logits, shapes } = golden[name]!, before = tf.memory().numTensors;
    const tensors = Object.fromEntries(Object.entries(shapes).map(([name, shape]) => [name, hashDrawn(name, shape)]));
    const path = await Deno.makeTempFile({ suffix: ".safetensors" });
    {
      using file = await Deno.open(path, { write: true });
      await writeSafetensors(file, { tensors, metadata: {} });
    }
    const model = make({ weights: path });
    const [report] = await loadWeights(model);
    initialize(model, 1);
    assertEquals([report!.taken.length, report!.left, report!.missing], [Object.keys(shapes).length, [], []]);
    const found = tf.tidy(() => {
      const image = tf.mul(tf.tensor(hashDrawn("image", [1, size, size, 3]).data, [1, size, size, 3]), 16);
      return Array.from(model.forward(image as tf.Tensor4D, { training: false, seed: 0 }).dataSync());
    });
    const largest = Math.max(...found.map(Math.abs));
    logits.forEach((logit, i) => assert(Math.abs(found[i]! - logit) < 1e-4 * largest, `${i}: ${found[i]} ${logit}`));
    assert(Math.abs(Math.hypot(...found) / norm - 1) < 1e-4, `${Math.hypot(...found)} ${norm}`);
    tf.dispose(Object.values(model.params));
    assertEquals(tf.memory().numTensors, before);
    await Deno.remove(path);
  });
}
