/** Readers of files that hold weights. */
import { lastCheckpoint, loadCheckpoint } from "../../../mod.ts";
import { readKerasFile } from "../../../src/files/keras_file.ts";
import { readLayersJson } from "../../../src/files/layers_json.ts";
import { readNpy, readNpz } from "../../../src/files/npz.ts";
import { readPredictions } from "../../../src/files/predictions.ts";
import { readSafetensors } from "../../../src/files/safetensors.ts";
import { readSafetensorsIndex } from "../../../src/files/safetensors_index.ts";
import { readTorchFile } from "../../../src/files/torch_file.ts";
import { readTorchPickle } from "../../../src/files/torch_pickle.ts";
import { openZip } from "../../../src/files/zip.ts";
import { Uint8ArrayWriter } from "npm:@zip.js/zip.js@2.24.0";
import { dirname, join } from "node:path";
import { sentence } from "../sentence.ts";
import type { Reader } from "./reader.ts";

/** Files of the tests. */
export const seedsOf = (...paths: readonly string[]) => () =>
  Promise.all(paths.map((path) => Deno.readFile(new URL(`../../${path}`, import.meta.url))));

const encoder = new TextEncoder();

/** Texts as seeds. */
export const texts = (...all: readonly (string | object)[]) => () =>
  Promise.resolve(all.map((text) => encoder.encode(typeof text === "string" ? text : JSON.stringify(text))));

async function checkpoint(): Promise<Uint8Array<ArrayBuffer>[]> {
  const folder = await Deno.makeTempDir();
  try {
    await sentence(folder).train({ epochs: 1 });
    return [await Deno.readFile((await lastCheckpoint(folder))!)];
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function pickles(): Promise<Uint8Array<ArrayBuffer>[]> {
  const all: Uint8Array<ArrayBuffer>[] = [];
  for (const name of ["torch_checkpoint", "torch_types", "torch_hostile"]) {
    await using zip = await openZip(new URL(`../../files/golden/${name}.pt`, import.meta.url).pathname);
    const entry = zip.files.find(({ filename }) => filename.endsWith("data.pkl"))!;
    all.push(await entry.getData(new Uint8ArrayWriter()) as Uint8Array<ArrayBuffer>);
  }
  return all;
}

async function arrays(): Promise<Uint8Array<ArrayBuffer>[]> {
  await using zip = await openZip(new URL("../../files/golden/numpy.npz", import.meta.url).pathname);
  const all: Uint8Array<ArrayBuffer>[] = [];
  // One after the other, as the file is one.
  for (const entry of zip.files) all.push(await entry.getData(new Uint8ArrayWriter()) as Uint8Array<ArrayBuffer>);
  return all;
}

const layersJson = {
  weightsManifest: [{
    paths: ["shard.bin"],
    weights: [
      { name: "a/kernel", shape: [2, 2], dtype: "float32" },
      { name: "b", shape: [3], dtype: "float32", quantization: { dtype: "uint8", scale: 0.5, min: -1 } },
      { name: "c", shape: [2], dtype: "int32" },
      { name: "d", shape: [1], dtype: "bool" },
    ],
  }],
};

const beside = (name: string, bytes: Uint8Array) => async (path: string) =>
  await Deno.writeFile(join(dirname(path), name), bytes);
const shard = beside("shard.bin", new Uint8Array(64));

/** What a tensor says of its size must be so. */
function whole(
  tensors: Readonly<Record<string, { readonly shape: readonly number[]; readonly data: ArrayLike<number> }>>,
) {
  for (const [name, { shape, data }] of Object.entries(tensors)) {
    const size = shape.reduce((all, side) => all * side, 1);
    if (data.length !== size) throw new Error(`UNSOUND: ${name} has ${data.length} numbers for [${shape}]`);
  }
}

/** Weights. */
export const weightReaders: readonly Reader[] = [
  { name: "checkpoint", file: "a.safetensors", seeds: checkpoint, read: loadCheckpoint, guide: /src\/files\// },
  {
    name: "safetensors",
    file: "a.safetensors",
    seeds: seedsOf("files/golden/numbers.safetensors", "files/raptor_1.safetensors", "weights/golden/half.safetensors"),
    read: async (path) => whole((await readSafetensors(path)).tensors),
    guide: /src\/files\//,
  },
  {
    name: "safetensors-index",
    file: "a.safetensors.index.json",
    seeds: seedsOf("files/golden/sharded.safetensors.index.json"),
    read: async (path) => whole((await readSafetensorsIndex(path)).tensors),
    guide: /src\/files\//,
  },
  {
    name: "torch",
    file: "a.pt",
    seeds: seedsOf("files/golden/torch_checkpoint.pt", "files/golden/torch_types.pt", "files/golden/torch_hostile.pt"),
    read: async (path) => whole(await readTorchFile(path)),
    guide: /src\/files\/|zip\.js/,
  },
  {
    name: "pickle",
    file: "data.pkl",
    seeds: pickles,
    read: (_, bytes) => Promise.resolve().then(() => readTorchPickle(bytes)),
    guide: /src\/files\//,
    part: true,
  },
  {
    name: "keras-h5",
    file: "a.weights.h5",
    seeds: seedsOf("weights/golden/keras.weights.h5", "weights/golden/keras_2.h5"),
    read: async (path) => whole(await readKerasFile(path)),
    guide: /src\/files\/|jsfive/,
  },
  {
    name: "tfjs-json",
    file: "model.json",
    seeds: texts(layersJson),
    read: async (path) => (await shard(path), whole(await readLayersJson(path))),
    guide: /src\/files\//,
  },
  {
    name: "npz",
    file: "a.npz",
    seeds: seedsOf("files/golden/numpy.npz", "files/golden/numpy_packed.npz"),
    read: async (path) => whole(await readNpz(path)),
    guide: /src\/files\/|zip\.js/,
  },
  {
    name: "npy",
    file: "a.npy",
    seeds: arrays,
    read: async (path) => whole({ a: await readNpy(path) }),
    guide: /src\/files\//,
  },
  {
    name: "predictions-json",
    file: "a.jsonl",
    seeds: texts('{"batch":1,"prediction":[0.5,1.0],"target":1}\n{"batch":2,"prediction":["NaN",2.0],"target":0}\n'),
    read: async (path) => (await readPredictions(path)).forEach(whole),
    guide: /src\/files\//,
  },
];
