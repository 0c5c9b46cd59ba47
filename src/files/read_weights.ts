/** Reads the tensors of a file of weights, whichever tool wrote it; by its name alone is told how. */
import type { HostTensor } from "../snapshot.ts";
import { loadCheckpoint } from "./checkpoint.ts";
import { readSafetensors } from "./safetensors.ts";
import { readSafetensorsIndex } from "./safetensors_index.ts";

/**
 * Reads a file of weights: safetensors, an index of several, what `torch.save` or NumPy wrote, or a checkpoint of Raptor, of
 * which the weights are taken that are used.
 *
 * @param path The file.
 * @returns The tensors by the names that they have in the file.
 * @throws {SyntaxError} If the file is damaged, or of no form that is known.
 * @throws {Deno.errors.NotFound} If there is none.
 *
 * @example
 * ```ts
 * import { assertRejects } from "@std/assert";
 * import { readWeights } from "./read_weights.ts";
 *
 * await assertRejects(() => readWeights("r18.onnx"), SyntaxError, "weights are read from .safetensors");
 * ```
 */
export async function readWeights(path: string): Promise<Readonly<Record<string, HostTensor>>> {
  try {
    return await read(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound) || error.message.startsWith("Cannot read")) throw error;
    throw new Deno.errors.NotFound(`Cannot read the weights ${path} as they must be a file: got none.`);
  }
}

async function read(path: string): Promise<Readonly<Record<string, HostTensor>>> {
  if (path.endsWith(".safetensors.index.json")) return (await readSafetensorsIndex(path)).tensors;
  if (path.endsWith(".safetensors")) {
    const { tensors, metadata } = await readSafetensors(path);
    return metadata.format?.startsWith("raptor ") ? (await loadCheckpoint(path)).weights : tensors;
  }
  if (/\.(pt|pth|bin|ckpt)$/.test(path)) return await (await import("./torch_file.ts")).readTorchFile(path);
  if (path.endsWith(".npz")) return await (await import("./npz.ts")).readNpz(path);
  if (/\.(h5|hdf5)$/.test(path)) return await (await import("./keras_file.ts")).readKerasFile(path);
  if (path.endsWith(".json")) return await (await import("./layers_json.ts")).readLayersJson(path);
  throw new SyntaxError(
    `Cannot read ${path} as weights are read from .safetensors, its .index.json, .pt, .pth, .bin, .ckpt, .npz, .h5 and the model.json of tfjs: got another. In ` +
      "Python, safetensors.torch.save_file(model.state_dict(), path) writes one.",
  );
}
