/**
 * What a checkpoint says of images: a line for each file, or for each image of a folder, with the likeliest classes. The network, its
 * classes and what happens to an image before are in the checkpoint.
 *
 *     deno run -A examples/predict.ts CHECKPOINT FILES... [--top N] [--mirror] [--json]
 */
import { mirrored, predictor } from "../mod.ts";
import { readFlags } from "./flags/read_flags.ts";

const { rest, top = 3, mirror, json } = readFlags("predict.ts CHECKPOINT FILES... [--top N] [--mirror] [--json]", {
  ...{ counts: ["top"], switches: ["mirror", "json"] },
});
const [checkpoint, ...files] = rest;
if (checkpoint === undefined || files.length === 0) {
  throw new TypeError(
    "Cannot predict as there must be a checkpoint and files: got too little. Write predict.ts CHECKPOINT FILES...",
  );
}
using predict = await predictor(checkpoint, {
  top: top,
  onBroken: "skip",
  ...mirror && { views: [(x) => x, mirrored] },
});
for (const file of files) {
  for await (const { input, scores, prediction } of predict.each(file)) {
    if (json) console.log(JSON.stringify({ input, scores }));
    else if (scores === undefined) console.log(`${input}: ${JSON.stringify(prediction)}`);
    else {console.log(`${input}: ${
        scores.map(({ name, score }) => `${name} ${(100 * score).toFixed(1)} %`).join(", ")
      }`);}
  }
}
