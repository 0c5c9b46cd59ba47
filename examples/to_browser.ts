/**
 * A checkpoint as a folder that a browser opens: a page, `predict.js`, the weights and TensorFlow.js. It needs no network, and any
 * server of files will do.
 *
 *     deno run -A examples/to_browser.ts CHECKPOINT OUTDIR [--input '[224, 224, 3]']
 *     python3 -m http.server --directory OUTDIR
 */
import { exportModel } from "../mod.ts";
import { readFlags } from "./flags/read_flags.ts";

const { rest: [checkpoint, out], input } = readFlags("to_browser.ts CHECKPOINT OUTDIR [--input '[224, 224, 3]']", {
  texts: ["input"],
});
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
