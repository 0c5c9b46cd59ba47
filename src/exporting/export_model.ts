/** Takes a model elsewhere: its weights for other tools, and what it computes as files that need no Raptor. */
import { basename, dirname, join } from "node:path";
import { replaceFile, replaceFolder } from "../files/atomic.ts";
import { loadCheckpoint, saveCheckpoint } from "../files/checkpoint.ts";
import { writeSafetensors } from "../files/safetensors.ts";
import type { InputSpecs } from "../graph/record/input_spec.ts";
import type { Knowledge } from "../knowledge.ts";
import type { Model } from "../model.ts";
import { oddOption } from "../options/odd_option.ts";
import { requireOneOf } from "../options/settle.ts";
import type { Snapshot } from "../snapshot.ts";
import { distinct } from "../tensors/by_name.ts";
import { readTensors } from "../tensors/read.ts";
import { initialize } from "../tensors/weight.ts";
import type { OpenedModel } from "../predicting/predictor/open_model.ts";
import { tf } from "../tf.ts";
import type { AnyLayer } from "../tensors/place.ts";
import { hasMoved } from "../training/claim.ts";
import { loadWeights } from "../weights/load_weights.ts";

/** What a model can be written as. */
export type ExportFormat = "safetensors" | "onnx" | "tfjs" | "browser" | "savedModel";

/** How a model is exported. */
// What a model takes in and puts out does not matter here.
// deno-lint-ignore no-explicit-any
export interface ExportOptions<X = any> {
  /**
   * What is written. `safetensors`: the weights alone. `onnx`: a file that onnxruntime and others run. `tfjs`: a folder with
   * `model.json` that `tf.loadGraphModel` loads. `browser`: a folder with a page and a module `predict.js` that run it
   * by WebGPU or WebAssembly, TensorFlow.js included; any server of files will do. `savedModel`: a folder that TensorFlow loads and
   * serves, with the signature `serving_default`.
   * Default by the end of the path: `.safetensors` or `.onnx`.
   */
  readonly format?: ExportFormat;
  /** The model that a checkpoint is of, where it is one of your own; its weights become those of the checkpoint. */
  readonly model?: Model<X, unknown>;
  /**
   * What it takes in, of one sample: a shape such as `[224, 224, 3]`, `{ shape: [64], dtype: "int32" }`, or several of these by
   * name. The batch comes before and is free. Default the shape that the checkpoint knows, or that the network's settings tell.
   */
  readonly input?: InputSpecs;
  /** Class names and what the bytes of an image become, for formats that carry them. Default what the checkpoint knows. */
  readonly knows?: Knowledge;
  /** In ONNX, whether inputs have their channels `first`, as in PyTorch, or `last`, as in Raptor. Default `last`. */
  readonly channels?: "first" | "last";
  /**
   * In safetensors, whose names and axes weights have: `pytorch`, for `load_state_dict`, or `raptor`, for a slim copy. Default
   * `pytorch`.
   */
  readonly names?: "pytorch" | "raptor";
}

/** What was written. */
export interface Exported {
  /** The file or the folder. */
  readonly path: string;
  /** As what. */
  readonly format: ExportFormat;
  /** Bytes of all files. */
  readonly bytes: number;
}

/**
 * Writes a model for other tools, with any size of the batch.
 *
 * What computes is recorded from `forward` in predict mode, on the engine that is open; weights that were neither learnt nor loaded are
 * drawn. A slim copy of a checkpoint (safetensors with `names: "raptor"`) is a checkpoint without optimizer slots and hooks, and is loaded
 * as one.
 *
 * @param source A model, or the path of a checkpoint.
 * @param path The file or the folder. What lies around it must exist; a file of that name is replaced, a folder refused.
 * @throws {TypeError} If an option is not known, or the format has no words for an operation; the error names it and its layer.
 * @throws {RangeError} If the shape of the input is not known, or what is computed depends on the size of the batch.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { cpu, exportModel, mlp } from "jsr:@raptor/raptor";
 *
 * await cpu().open();
 * const folder = await Deno.makeTempDir(), model = mlp({ sizes: [4, 2] });
 * const { format } = await exportModel(model, `${folder}/model.onnx`, { input: [4] });
 * assertEquals(format, "onnx");
 * await Deno.remove(folder, { recursive: true });
 * ```
 */
export async function exportModel<X>(
  source: string | Model<X, unknown>,
  path: string,
  options: ExportOptions<X> = {},
): Promise<Exported> {
  const { format = formatOf(path), model, knows: given, channels = "last", names = "pytorch" } = options;
  const odd = oddOption(options, ["format", "model", "input", "knows", "channels", "names"]);
  if (odd !== undefined) throw new TypeError(`Cannot export a model as ${odd}`);
  requireOneOf("an export", ["safetensors", "onnx", "tfjs", "browser", "savedModel"], { format });
  requireOneOf("an export", ["first", "last"], { channels });
  requireOneOf("an export", ["pytorch", "raptor"], { names });
  if (format === "safetensors") {
    const from = typeof source === "string" ? await loadCheckpoint(source) : await readyModel(source);
    return Object.freeze({ path, format, bytes: await writeWeights(path, names, given ?? {}, from) });
  }
  const opened = typeof source === "string" ? await openedModel(source, model as AnyLayer | undefined) : {
    ...{ model: await readyModel(source), knows: {}, several: false, made: false },
  };
  try {
    return await writeGraph(opened, path, { ...options, format });
  } finally {
    if (opened.made) tf.dispose(opened.model.params as Record<string, tf.Variable>);
  }
}

async function openedModel(path: string, model: AnyLayer | undefined): Promise<OpenedModel> {
  const { openModel } = await import("../predicting/predictor/open_model.ts");
  return await openModel(path, model);
}

async function writeGraph(
  { model, several, knows: known }: Pick<OpenedModel, "knows" | "several"> & { readonly model: Model<never, unknown> },
  path: string,
  { format, input, knows: given, channels = "last" }: ExportOptions & { readonly format: ExportFormat },
): Promise<Exported> {
  const knows = { ...known, ...given };
  const shape = input ?? knows.shape ?? (await import("./export_model/input_of.ts")).inputOf(model);
  if (shape === undefined) {
    throw new RangeError(
      `Cannot export ${model.name} as ${format} as the shape of its input must be known: got none. Write input: [224, 224, 3].`,
    );
  }
  const { recordGraph } = await import("../graph/record.ts"), graph = await recordGraph(model, shape);
  if (format === "onnx") {
    const { onnxOf } = await import("./export_model/onnx.ts");
    const bytes = onnxOf(graph, { channels, metadata: textsOf(knows) });
    await replaceFile(path, (file) => writeAll(file, bytes));
    return Object.freeze({ path, format, bytes: bytes.length });
  }
  const metadata = { ...knows, ...several && { several } };
  const files = format === "savedModel"
    ? (await import("./export_model/saved_model_files.ts")).savedModelFiles(graph, metadata)
    : (await import("./export_model/tfjs_files.ts")).tfjsFiles(graph, metadata);
  if (format === "browser") {
    const { browserFiles } = await import("./export_model/browser_files.ts");
    for (const [name, bytes] of await browserFiles(graph, knows)) files.set(name, bytes);
  }
  await writeFolder(path, files);
  return Object.freeze({ path, format, bytes: [...files.values()].reduce((sum, { length }) => sum + length, 0) });
}

function formatOf(path: string): ExportFormat {
  const end = String(path);
  if (end.endsWith(".onnx")) return "onnx";
  if (end.endsWith(".safetensors")) return "safetensors";
  throw new RangeError(
    `Cannot export to ${path} as its end names the format where none is given: got none of .onnx and .safetensors. ` +
      `Write format: "tfjs", "browser" or "savedModel" for a folder.`,
  );
}

/** A model whose weights are there: loaded, or else drawn. */
async function readyModel<X>(model: Model<X, unknown>): Promise<Model<X, unknown>> {
  if (typeof model?.forward !== "function") {
    throw new TypeError(`Cannot export a model as it is a model or the path of a checkpoint: got ${typeof model}.`);
  }
  if (!hasMoved(model.params)) await loadWeights(model);
  initialize(model);
  return model;
}

async function writeWeights(
  path: string,
  names: "pytorch" | "raptor",
  given: Knowledge,
  from: Snapshot | Model<never, unknown>,
): Promise<number> {
  const knows = { ..."progress" in from && from.knows, ...given };
  if (names === "raptor" && "progress" in from) {
    const { learning: _, slots: __, marked: ___, tally: ____, hooks: _____, terms: ______, ...slim } = from;
    await saveCheckpoint(path, { ...slim, slots: {}, ...Object.keys(knows).length > 0 && { knows } });
  } else {
    const weights = "weights" in from ? from.weights : await readTensors(distinct(from.params));
    const tensors = names === "pytorch" ? (await import("../weights/to_torch.ts")).toTorch(weights) : weights;
    const metadata = { ...names === "pytorch" && { format: "pt" }, ...textsOf(knows) };
    await replaceFile(path, (file) => writeSafetensors(file, { tensors, metadata }));
  }
  return (await Deno.stat(path)).size;
}

/** What is known, as short texts in JSON. */
function textsOf(knows: Knowledge): Record<string, string> {
  return Object.fromEntries(Object.entries(knows).map(([name, value]) => [name, JSON.stringify(value)]));
}

async function writeAll(file: Deno.FsFile, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await file.write(bytes.subarray(at));
}

async function writeFolder(path: string, files: ReadonlyMap<string, Uint8Array>): Promise<void> {
  const found = await Deno.lstat(path).catch(() => undefined);
  if (found !== undefined) {
    throw new Deno.errors.AlreadyExists(
      `Cannot export to ${basename(path)} as nothing must be in its place: got a ${
        found.isDirectory ? "folder" : "file"
      }. Move it away, or choose another name.`,
    );
  }
  await replaceFolder(path, async (temporary) => {
    for (const [name, bytes] of files) {
      await Deno.mkdir(dirname(join(temporary, name)), { recursive: true });
      await Deno.writeFile(join(temporary, name), bytes);
    }
  });
}
