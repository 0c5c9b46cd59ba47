import { assertEquals, assertRejects } from "@std/assert";
import { layersModel, readLayersModel, tf } from "../../mod.ts";
import { readLayersJson } from "../../src/files/layers_json.ts";

/** A model as tfjs writes it: by its own handler, into files. */
async function written(folder: string, quantize = false) {
  const model = tf.sequential({
    layers: [
      tf.layers.dense({ units: 3, inputShape: [2] }),
      tf.layers.batchNormalization(),
      tf.layers.dense({ units: 1 }),
    ],
  });
  let artifacts: tf.ModelArtifacts | undefined;
  await model.save(tf.io.withSaveHandler((given) => {
    artifacts = given;
    return Promise.resolve({ modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: "JSON" } });
  }));
  let bytes = new Uint8Array(await new Blob([artifacts!.weightData as ArrayBuffer]).arrayBuffer());
  let weights = artifacts!.weightSpecs!;
  if (quantize) {
    weights = weights.map((spec) => ({ ...spec, quantization: { dtype: "uint8", scale: 0.25, min: -2 } }));
    bytes = Uint8Array.from({ length: bytes.length / 4 }, (_, i) => i * 7);
  }
  const cut = 7;
  await Deno.writeFile(`${folder}/group1-shard1of2.bin`, bytes.subarray(0, cut));
  await Deno.writeFile(`${folder}/group1-shard2of2.bin`, bytes.subarray(cut));
  const paths = ["group1-shard1of2.bin", "group1-shard2of2.bin"];
  const { modelTopology } = artifacts!;
  await Deno.writeTextFile(
    `${folder}/model.json`,
    JSON.stringify({ modelTopology, weightsManifest: [{ paths, weights }] }),
  );
  return model;
}

Deno.test("readLayersJson() and readLayersModel() read what tfjs writes, in shards, quantised or not", async () => {
  const folder = await Deno.makeTempDir(), path = `${folder}/model.json`;
  for (const quantize of [false, true]) {
    const model = await written(folder, quantize), again = await readLayersModel(path);
    const tensors = await readLayersJson(path), kept = again.getWeights();
    assertEquals(Object.values(tensors).length, kept.length);
    for (const [i, name] of again.weights.map(({ originalName }) => originalName).entries()) {
      assertEquals([...tensors[name]!.data], [...kept[i]!.dataSync()], name);
    }
    if (!quantize) {
      const x = tf.tensor2d([[1, 2]]);
      assertEquals((again.predict(x) as tf.Tensor).dataSync(), (model.predict(x) as tf.Tensor).dataSync());
    }
    assertEquals(layersModel(again).forward(tf.zeros([1, 2]), { training: false, seed: 0 }).shape, [1, 1]);
  }
  await Deno.remove(folder, { recursive: true });
});

Deno.test("readLayersJson() refuses shards elsewhere, shards that are too short, and other files", async () => {
  const folder = await Deno.makeTempDir(), path = `${folder}/model.json`;
  const refused = async (text: string, rule: string) => {
    await Deno.writeTextFile(path, text);
    await assertRejects(() => readLayersJson(path), SyntaxError, rule);
  };
  const manifest = (paths: unknown, dtype = "float32") =>
    JSON.stringify({ weightsManifest: [{ paths, weights: [{ name: "a", shape: [2], dtype }] }] });
  await Deno.writeFile(`${folder}/a.bin`, new Uint8Array(7));
  await refused("{", "it must be JSON");
  await refused("{}", "must have a weightsManifest: got none");
  await refused(manifest(["../a.bin"]), "its shards lie beside it: got ../a.bin");
  await refused(manifest(["a.bin"]), "its shards must hold a: got 7 bytes");
  await refused(manifest(["a.bin"], "string"), "got string for a");
  await Deno.writeTextFile(path, manifest(["/etc/passwd"]).replace("{", '{"modelTopology":{},'));
  await assertRejects(() => readLayersModel(path), SyntaxError, "its shards lie beside it: got /etc/passwd");
  await Deno.writeTextFile(path, "{}");
  await assertRejects(() => readLayersModel(path), SyntaxError, "must have a modelTopology");
  await Deno.remove(folder, { recursive: true });
});
