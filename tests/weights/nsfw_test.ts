/** A network that somebody has trained and npm has: nsfwjs's MobileNetV2, its weights quantised to 8 bits, wrapped in modules. */
import { assert, assertEquals } from "@std/assert";
import * as r from "../../mod.ts";
import { needLibrary } from "../engines/native/need_library.ts";

const { tf } = r, needed = await needLibrary();

/** The files that the modules hold, as tfjs would have written them. */
async function unwrapped(folder: string): Promise<string> {
  const { MobileNetV2Model: { modelJson, weightBundles } } = await import("npm:nsfwjs@4.4.0/models/mobilenet_v2");
  const json = (await modelJson() as { default: { weightsManifest: { paths: string[] }[] } }).default;
  const { paths } = json.weightsManifest[0]!;
  assertEquals([json.weightsManifest.length, paths.length], [1, weightBundles.length]);
  for (const [i, bundle] of weightBundles.entries()) {
    const { default: text } = await bundle() as { default: string };
    await Deno.writeFile(`${folder}/${paths[i]}`, Uint8Array.fromBase64(text));
  }
  await Deno.writeTextFile(`${folder}/model.json`, JSON.stringify(json));
  return `${folder}/model.json`;
}

Deno.test({
  name: "readLayersModel() loads nsfwjs's MobileNetV2, which predicts as plain tfjs does and is fine-tuned a step",
  ...needed,
  async fn() {
    const folder = await Deno.makeTempDir(), path = await unwrapped(folder);
    await r.wasm().open();
    const keras = await r.readLayersModel(path), draw = r.generator(5);
    const pixels = Float32Array.from({ length: 2 * 224 * 224 * 3 }, draw);
    const plain = tf.tidy(() =>
      (keras.predict(tf.tensor4d(pixels, [2, 224, 224, 3])) as r.tf.Tensor).dataSync<"float32">().slice()
    );
    assertEquals(plain.length, 10);
    assert(Math.abs(plain.reduce((sum, share) => sum + share, 0) - 2) < 1e-4);

    const engine = r.native();
    await engine.open();
    const model = r.layersModel(await r.readLayersModel(path)), x = tf.tensor4d(pixels, [2, 224, 224, 3]);
    const sentence = r.runner({ log: false }).model(model).engine(engine);
    for (let time = 0; time < 2; time++) {
      const found = await sentence.predict(x), data = await found.data();
      plain.forEach((share, i) => assert(Math.abs(share - data[i]!) < 1e-3, `${share} for ${data[i]}`));
      found.dispose();
    }
    const y = [[1, 0, 0, 0, 0], [0, 0, 1, 0, 0]], name = Object.keys(model.params).at(-1)!;
    const before = [...model.params[name]!.dataSync()];
    const { steps } = await sentence.data(r.arrays({ x, y, batchSize: 2 })).loss(r.meanSquaredError())
      .optimizer(r.sgd({ lr: 0.1 })).train({ steps: 1 });
    assertEquals([steps, before.some((value, i) => value !== model.params[name]!.dataSync()[i])], [1, true]);
    tf.dispose([x, model.params as Record<string, r.tf.Variable>]);
    await Deno.remove(folder, { recursive: true });
  },
});
