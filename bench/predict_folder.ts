/**
 * Photographs a second that a predictor names, from files to answers: ResNet-18 at 224, batches of 32, as
 * `bench/vs_pytorch/predict_folder.py` does it with PyTorch and Pillow.
 *
 *     deno run -A bench/predict_folder.ts DIR
 */
import { imageFolder, initialize, predictor, resnet18 } from "../mod.ts";

const [dir] = Deno.args;
if (dir === undefined) throw new TypeError("Cannot measure as there must be a folder of photographs: got none.");
const model = resnet18({ classes: 2 }), { knows } = imageFolder(dir);
initialize(model, 1);
for (const workers of [0, navigator.hardwareConcurrency]) {
  using predict = await predictor(model, { knows: { ...knows, classes: ["a", "b"] }, workers, onBroken: "skip" });
  for (let turn = 0; turn < 3; turn++) {
    const began = performance.now();
    let count = 0;
    for await (const _ of predict.each(dir)) count++;
    console.log(
      `${workers} workers: ${count} images, ${(1000 * count / (performance.now() - began)).toFixed(1)} a second`,
    );
  }
}
