/**
 * A checkpoint as a model of ONNX, which onnxruntime and many others run. The network and the shape of its input are in the
 * checkpoint; `--input` says the shape where they are not, as JSON without the batch.
 *
 *     deno run -A examples/to_onnx.ts CHECKPOINT OUT [--input '[224, 224, 3]'] [--channels first|last]
 */
import { parseArgs } from "@std/cli/parse-args";
import { exportModel } from "../mod.ts";

const { _: given, input, channels = "last" } = parseArgs(Deno.args, { string: ["input", "channels", "_"] });
const [checkpoint, out] = given.map(String);
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
