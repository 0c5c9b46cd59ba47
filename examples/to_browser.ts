/**
 * A checkpoint as a folder that a browser opens: a page, `predict.js`, the weights and TensorFlow.js. It needs no network, and any
 * server of files will do.
 *
 *     deno run -A examples/to_browser.ts CHECKPOINT OUTDIR [--input '[224, 224, 3]']
 *     python3 -m http.server --directory OUTDIR
 */
import { parseArgs } from "@std/cli/parse-args";
import { exportModel } from "../mod.ts";

const { _: given, input } = parseArgs(Deno.args, { string: ["input", "_"] });
const [checkpoint, out] = given.map(String);
if (checkpoint === undefined || out === undefined) {
  throw new TypeError(
    "Cannot export as there must be a checkpoint and a folder: got too little. Write to_browser.ts CHECKPOINT OUTDIR",
  );
}
const { bytes } = await exportModel(checkpoint, out, {
  format: "browser",
  ...input !== undefined && { input: JSON.parse(input) },
});
console.log(
  `${out}: ${
    (bytes / 1e6).toFixed(2)
  } MB for a browser. Serve the folder, as by python3 -m http.server --directory ${out}`,
);
