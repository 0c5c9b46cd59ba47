/**
 * What a checkpoint says of images: a line for each file, or for each image of a folder, with the likeliest classes. The network, its
 * classes and what happens to an image before are in the checkpoint.
 *
 *     deno run -A examples/predict.ts CHECKPOINT FILES... [--top N] [--mirror] [--json]
 */
import { parseArgs } from "@std/cli/parse-args";
import { mirrored, predictor } from "../mod.ts";

const { _: given, top = "3", mirror = false, json = false } = parseArgs(Deno.args, {
  string: ["top", "_"],
  boolean: ["mirror", "json"],
});
const [checkpoint, ...files] = given.map(String);
if (checkpoint === undefined || files.length === 0) {
  throw new TypeError(
    "Cannot predict as there must be a checkpoint and files: got too little. Write predict.ts CHECKPOINT FILES...",
  );
}
using predict = await predictor(checkpoint, {
  top: Number(top),
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
