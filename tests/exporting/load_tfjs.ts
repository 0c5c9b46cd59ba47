/** Loads a folder with `model.json` as plain TensorFlow.js does. */
import { tf } from "../../mod.ts";

/** The model of a folder. */
export async function loadTfjs(folder: string) {
  const json = JSON.parse(await Deno.readTextFile(`${folder}/model.json`));
  return await tf.loadGraphModel({
    load: async () => {
      const shards = json.weightsManifest[0].paths.map((path: string) => Deno.readFile(`${folder}/${path}`));
      const whole = new Uint8Array(await new Blob(await Promise.all(shards)).arrayBuffer());
      return { ...json, weightSpecs: json.weightsManifest[0].weights, weightData: whole.buffer };
    },
  });
}
