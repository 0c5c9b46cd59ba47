/**
 * A checkpoint as a model of ONNX, which onnxruntime and many others run. The network and the shape of its input are in the
 * checkpoint; `--input` says the shape where they are not, as JSON without the batch.
 *
 *     deno run -A examples/to_onnx.ts CHECKPOINT OUT [--input '[224, 224, 3]'] [--channels first|last]
 */
import { exportModel } from "../mod.ts";
import { readFlags } from "./flags/read_flags.ts";

const usage = "to_onnx.ts CHECKPOINT OUT [--input '[224, 224, 3]'] [--channels first|last]";
const { rest: [checkpoint, out], input, channels = "last" } = readFlags(usage, { texts: ["input", "channels"] });
if (checkpoint === undefined || out === undefined) {
  throw new TypeError(
    "Cannot export as there must be a checkpoint and a file: got too little. Write to_onnx.ts CHECKPOINT OUT",
  );
}
const { bytes } = await exportModel(checkpoint, out, {
  format: "onnx",
  channels: channels as "first" | "last",
  ...input !== undefined && { input: JSON.parse(input) },
});
console.log(`${out}: ${(bytes / 1e6).toFixed(2)} MB of ONNX.`);
