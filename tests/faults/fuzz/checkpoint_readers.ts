/** What the words of a checkpoint make: networks, transforms and tokenizers that its settings name. */
import type { Plain, Settings } from "../../../mod.ts";
import { dirname, join } from "node:path";
import { bestCheckpoint, tf } from "../../../mod.ts";
import { madeReady } from "../../../src/predicting/predictor/made_ready.ts";
import { networkOf } from "../../../src/predicting/predictor/networks.ts";
import type { Reader } from "./reader.ts";
import { texts } from "./weight_readers.ts";

const decoder = new TextDecoder();

/** Numbers of a network that takes more memory than a fuzzer may have: that it is as large as it says is known. */
const LARGE = 300;

/** What is no JSON is refused by the reader of headers, which is fuzzed by itself. */
function held(bytes: Uint8Array): Settings | undefined {
  try {
    const value = JSON.parse(decoder.decode(bytes)) as Plain;
    return typeof value === "object" && value !== null && !Array.isArray(value) && isSmall(value)
      ? value as Settings
      : undefined;
  } catch {
    return undefined;
  }
}

function isSmall(value: Plain): boolean {
  if (typeof value === "number") return Math.abs(value) <= LARGE;
  return typeof value !== "object" || value === null || Object.values(value).every((each) => isSmall(each as Plain));
}

const block = { name: "transformerBlock", units: 4, heads: 2, activation: { name: "gelu" } };

/** A file of weights that holds nothing but what hooks keep. */
function withBooks(hooks: string): Uint8Array<ArrayBuffer> {
  const header = new TextEncoder().encode(JSON.stringify({ __metadata__: { hooks } }));
  const bytes = new Uint8Array(8 + header.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(header.length), true);
  bytes.set(header, 8);
  return bytes;
}

/** Settings, and the books of a run. */
export const checkpointReaders: readonly Reader[] = [
  {
    name: "network-settings",
    file: "settings.json",
    seeds: texts(
      { name: "mlp", sizes: [2, 3, 1], activation: { name: "leakyRelu", slope: 0.2 } },
      {
        name: "sequential",
        layers: [
          { name: "conv2d", channels: 3, filters: 4, kernelSize: 3, padding: 1, bias: false },
          { name: "batchNorm", channels: 4, momentum: 0.2 },
          { name: "relu" },
          { name: "maxPool", size: 2 },
          { name: "residual", body: { name: "dense", inputs: 4, units: 4 } },
          { name: "flatten" },
        ],
      },
      {
        name: "sequential",
        layers: [{ name: "embedding", entries: 4, units: 4 }, block, { name: "dropout", rate: 0.1 }],
      },
      { name: "gpt", entries: 5, length: 4, layers: 1, heads: 1, units: 4 },
      { name: "multiHeadAttention", units: 4, heads: 2 },
    ),
    async read(_, bytes) {
      const settings = held(bytes);
      if (settings === undefined) return;
      const { params } = await networkOf(settings);
      tf.dispose(params as Record<string, tf.Variable>);
    },
    guide: /src\/(predicting|layers|models|options|tensors)\//,
  },
  {
    name: "books",
    file: "hooks.json",
    seeds: texts({
      checkpoint: { bests: { accuracy: [{ file: "best_accuracy_epoch_1.safetensors", score: 3 }] }, kept: [] },
    }),
    async read(path, bytes) {
      const folder = dirname(path), name = "epoch_1.safetensors";
      await Deno.writeFile(join(folder, name), withBooks(decoder.decode(bytes)));
      await Deno.writeTextFile(join(folder, "last_checkpoint"), name);
      await bestCheckpoint(folder, "accuracy");
    },
    guide: /src\/files\//,
  },
  {
    name: "transform-settings",
    file: "knows.json",
    seeds: texts(
      {
        shape: [8, 8, 3],
        transforms: [{ name: "resize", size: 9 }, { name: "centerCrop", size: 8 }, { name: "letterbox", size: 8 }],
        normalization: { scale: [0.1, 0.1, 0.1], offset: [0, 0, 0] },
      },
      {
        transforms: [
          { name: "tokenize", tokenizer: { name: "words", entries: ["a", "b"], unknown: "a" } },
          { name: "padTo", length: 4, value: 0 },
        ],
      },
      { transforms: [{ name: "tokenize", tokenizer: { name: "characters", entries: ["a", "b"] } }] },
      { shape: [4, 4, 1], normalization: { scale: [0.1], offset: [0] } },
    ),
    async read(_, bytes) {
      const knows = held(bytes);
      if (knows !== undefined) await madeReady(knows);
    },
    guide: /src\/(predicting|transforms|tokenizers|options|datasets\/table)\//,
  },
];
