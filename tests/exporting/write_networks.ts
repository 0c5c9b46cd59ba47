/**
 * Writes every network as ONNX, as a SavedModel and as weights by PyTorch's names, with inputs and the logits that Raptor computes for
 * batches of 1 and 3, for `run_by_onnxruntime.py`, `run_by_tensorflow.py` and `run_by_torchvision.py` beside it: `deno run -A tests/exporting/write_networks.ts OUT [NAME...]`.
 */
import { cpu, exportModel, tf } from "../../mod.ts";
import { onnxOf } from "../../src/exporting/export_model/onnx.ts";
import { OPERATIONS } from "./operations.ts";
import { recordGraph } from "../../src/graph/record.ts";
import { drawByHash, inputFor, type Network, NETWORKS } from "../networks.ts";

const [out, ...names] = Deno.args;
if (out === undefined) throw new TypeError("Cannot write networks as a folder must be named: got none.");
await cpu().open();
const operations: Network = { input: [8, 5, 6], make: OPERATIONS };
for (const [name, { input, make }] of Object.entries({ operations, ...NETWORKS })) {
  if (names.length > 0 && !names.includes(name)) continue;
  const model = make();
  drawByHash(model);
  const graph = await recordGraph(model, input);
  for (const channels of ["first", "last"] as const) {
    await Deno.writeFile(`${out}/${name}.${channels}.onnx`, onnxOf(graph, { channels }));
  }
  await exportModel(model, `${out}/${name}.safetensors`);
  await exportModel(model, `${out}/${name}`, { input, format: "savedModel" });
  const cases = [1, 3].map((batch) => {
    const x = inputFor(input, batch), given = x instanceof tf.Tensor ? { input: x } : x;
    const made = tf.tidy(() => model.forward(x, { training: false, seed: 0 }));
    const plain = (tensor: tf.Tensor) => {
      const data = Array.from(tensor.dataSync(), Number);
      return { shape: tensor.shape, dtype: tensor.dtype, data };
    };
    const all = (tensors: object) => Object.fromEntries(Object.entries(tensors).map(([name, it]) => [name, plain(it)]));
    return { inputs: all(given), outputs: all(made instanceof tf.Tensor ? { output: made } : made) };
  });
  await Deno.writeTextFile(`${out}/${name}.json`, JSON.stringify(cases));
  tf.dispose(model.params);
}
