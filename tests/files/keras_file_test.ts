import { assert, assertEquals, assertRejects } from "@std/assert";
import * as r from "../../mod.ts";
import { readKerasFile } from "../../src/files/keras_file.ts";

const golden = (name: string) => new URL(`../weights/golden/${name}`, import.meta.url).pathname;
const { x, y } = JSON.parse(await Deno.readTextFile(golden("keras.json")));
const NAMES = [
  ...["batch_normalization/beta", "batch_normalization/gamma", "batch_normalization/moving_mean"],
  ...["batch_normalization/moving_variance", "conv2d/bias", "conv2d/kernel", "dense/bias", "dense/kernel"],
  ...["dense_1/bias", "dense_1/kernel", "layer_normalization/beta", "layer_normalization/gamma"],
];

Deno.test("readKerasFile() reads files of Keras 3, of weights and of a whole model, and of Keras 2 to the same tensors", async () => {
  const [now, whole, before] = await Promise.all(
    ["keras.weights.h5", "keras_3.h5", "keras_2.h5"].map((name) => readKerasFile(golden(name))),
  );
  assertEquals(Object.keys(now!).toSorted(), NAMES);
  assertEquals(now, before);
  assertEquals(now, whole);
});

Deno.test("readKerasFile() gives weights by which a model predicts as Keras does", async () => {
  await r.cpu().open();
  const layers = r.sequential(
    r.conv2d({ channels: 2, filters: 4, kernelSize: 3 }),
    r.relu(),
    r.batchNorm({ channels: 4, epsilon: 1e-3 }),
    r.flatten(),
    r.dense({ inputs: 64, units: 5 }),
    r.relu(),
    r.layerNorm({ units: 5, epsilon: 1e-5 }),
    r.dense({ inputs: 5, units: 3 }),
  );
  const rename = {
    ...{
      "conv2d/": "0/",
      "batch_normalization/": "2/",
      "dense/": "4/",
      "layer_normalization/": "6/",
      "dense_1/": "7/",
    },
  };
  const model = r.pretrained(layers, { from: golden("keras.weights.h5"), rename });
  const [{ left, missing }] = await r.loadWeights(model) as [r.LoadedWeights];
  assertEquals([left, missing], [[], []]);
  const found = r.tf.tidy(() => model.forward(r.tf.tensor4d(x, [2, 6, 6, 2]), { training: false, seed: 0 }).dataSync());
  (y as number[]).forEach((value, i) => assert(Math.abs(found[i]! - value) < 1e-4, `${found[i]} for ${value}`));
});

Deno.test("readKerasFile() refuses what is no HDF5, cut short, or holds no numbers", async () => {
  const path = await Deno.makeTempFile({ suffix: ".h5" }), whole = await Deno.readFile(golden("keras.weights.h5"));
  for (
    const bytes of [
      new Uint8Array(0),
      new TextEncoder().encode("<html>"),
      whole.subarray(0, 5000),
      whole.subarray(0, 40),
    ]
  ) {
    await Deno.writeFile(path, bytes);
    await assertRejects(() => readKerasFile(path), SyntaxError, `Cannot read ${path} as it must`);
  }
  await Deno.remove(path);
});
