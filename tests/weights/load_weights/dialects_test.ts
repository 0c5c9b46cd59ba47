/** ResNet, ViT and ConvNeXt of timm and Hugging Face, weights drawn by a hash of their own names: what they predict. */
import { assert, assertEquals } from "@std/assert";
import * as r from "../../../mod.ts";
import { asTorchvision } from "../../../src/weights/load_weights/dialects.ts";
import { match } from "../../../src/weights/load_weights/match.ts";
import { writeTensor } from "../../../src/tensors/read.ts";
import { hashDrawn } from "../../hash_drawn.ts";

interface Kept {
  readonly state: Readonly<Record<string, readonly number[]>>;
  readonly size: number;
  readonly logits: readonly number[];
}
const golden: Readonly<Record<string, Kept>> = JSON.parse(
  await Deno.readTextFile(new URL("../golden/dialects.json", import.meta.url)),
);
const MODELS: Readonly<Record<string, () => r.AnyLayer>> = {
  vit: () => r.vit({ classes: 3, imageSize: 16, patchSize: 8, layers: 2, heads: 2, units: 8, hidden: 16 }),
  resnet18: () => r.resnet18({ classes: 3 }),
  convNextTiny: () => r.convNextTiny({ classes: 3 }),
};

for (const [name, { state, size, logits }] of Object.entries(golden)) {
  Deno.test(`asTorchvision() reads ${name} whole: its logits are PyTorch's`, async () => {
    await r.wasm().open();
    const model = MODELS[name.split(" ")[0]!]!();
    const tensors = Object.fromEntries(Object.entries(state).map(([key, shape]) => [key, hashDrawn(key, shape)]));
    const { found, left, missing } = match(asTorchvision(tensors), model.params, { from: name }, name);
    assertEquals([left, missing], [[], []]);
    for (const [key, tensor] of Object.entries(found)) writeTensor(model.params[key]!, tensor);
    const drawn = hashDrawn("x", [2, size, size, 3]);
    const y = r.tf.tidy(() => {
      const x = r.tf.mul(r.tf.tensor(drawn.data, [...drawn.shape]), size);
      return model.forward(x, { training: false, seed: 0 }).dataSync() as Float32Array;
    });
    logits.forEach((logit, i) =>
      assert(Math.abs(y[i]! - logit) < 2e-4 * Math.max(1, Math.abs(logit)), `${y[i]} for ${logit}`)
    );
    r.tf.dispose(model.params as Record<string, r.tf.Variable>);
  });
}

Deno.test("asTorchvision() knows the names that Hugging Face had before, and leaves all others", () => {
  const one = (value: number) => ({ dtype: "float32", shape: [1, 1], data: Float32Array.of(value) }) as const;
  const block = "vit.encoder.layer.0.";
  const named = asTorchvision({
    "vit.embeddings.patch_embeddings.projection.weight": one(0),
    ...Object.fromEntries(
      ["query", "key", "value"].map((part, i) => [`${block}attention.attention.${part}.weight`, one(i)]),
    ),
    [`${block}attention.output.dense.weight`]: one(4),
    [`${block}intermediate.dense.weight`]: one(5),
    [`${block}output.dense.weight`]: one(6),
  });
  const ours = "encoder.layers.encoder_layer_0.";
  assertEquals(Object.keys(named).toSorted(), [
    "conv_proj.weight",
    `${ours}mlp.0.weight`,
    `${ours}mlp.3.weight`,
    `${ours}self_attention.in_proj_weight`,
    `${ours}self_attention.out_proj.weight`,
  ]);
  assertEquals(named[`${ours}self_attention.in_proj_weight`], {
    dtype: "float32",
    shape: [3, 1],
    data: Float32Array.of(0, 1, 2),
  });
  const others = { "conv1.weight": one(1), "fc.bias": one(2) };
  assertEquals(asTorchvision(others) === others, true);
});

Deno.test("loadWeights() takes names as they are where the model has them, whatever other tool they remind of", async () => {
  const network = () =>
    r.model({
      name: "own",
      params: {
        embedder: r.model({
          params: { embedder: r.model({ params: { convolution: r.dense({ inputs: 1, units: 1, bias: false }) } }) },
        }),
      },
    });
  const { writeSafetensors } = await import("../../../src/files/safetensors.ts");
  const path = await Deno.makeTempFile({ suffix: ".safetensors" });
  {
    using file = await Deno.open(path, { write: true });
    const tensor = { dtype: "float32", shape: [1, 1], data: Float32Array.of(7) } as const;
    await writeSafetensors(file, { tensors: { "embedder.embedder.convolution.weight": tensor }, metadata: {} });
  }
  const model = r.pretrained(network(), path), [loaded] = await r.loadWeights(model);
  assertEquals(loaded!.taken, ["embedder/embedder/convolution/kernel"]);
  await Deno.remove(path);
});
