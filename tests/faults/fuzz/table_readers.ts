/** Readers of tables, texts, annotations and words of the command line. */
import { parseCoco } from "../../../src/annotations/coco.ts";
import { vocParser } from "../../../src/annotations/voc.ts";
import { parseYolo } from "../../../src/annotations/yolo.ts";
import { parseLaunch } from "../../../src/cli/launch.ts";
import { openRows } from "../../../src/datasets/table/open_rows.ts";
import { csvBoxes, loadTokenizer, readLayersModel, table as wholeTable, tf } from "../../../mod.ts";
import type { Reader } from "./reader.ts";
import { seedsOf, texts } from "./weight_readers.ts";

const rowsOf = async (path: string) => {
  for await (const { rows } of (await openRows(path, { header: true })).blocks()) {
    if (!Array.isArray(rows)) throw new Error("UNSOUND: no rows");
  }
};
const table = (name: string, file: string, guide: RegExp, ...seeds: readonly string[]): Reader => ({
  ...{ name, file, guide, read: rowsOf },
  seeds: seedsOf(...seeds.map((seed) => `datasets/table/${seed}`)),
});

/** The table as a whole: what its rows say is looked at, fitted and turned into batches. */
const learnt = (name: string, file: string): Reader => ({
  ...{ name, file, guide: /src\/(rows|datasets|loading)\// },
  seeds: seedsOf(`datasets/table/${file}`),
  read: async (path) => {
    const data = await wholeTable({ file: path, target: "kind", batchSize: 64 });
    await data.open?.();
    for await (const { x, y } of data.train({ epoch: 0, seed: 0 })) tf.dispose([x, y] as unknown as tf.TensorContainer);
    await data.close?.();
  },
});

const tokenizer = {
  version: "1.0",
  added_tokens: [{
    id: 0,
    content: "[UNK]",
    special: true,
    single_word: false,
    lstrip: false,
    rstrip: false,
    normalized: false,
  }],
  normalizer: { type: "Lowercase" },
  pre_tokenizer: { type: "Whitespace" },
  post_processor: null,
  decoder: null,
  model: { type: "WordLevel", vocab: { "[UNK]": 0, hello: 1, world: 2 }, unk_token: "[UNK]" },
};
const bpe = {
  ...tokenizer,
  normalizer: null,
  pre_tokenizer: { type: "ByteLevel", add_prefix_space: false, trim_offsets: true, use_regex: true },
  decoder: { type: "ByteLevel" },
  model: { type: "BPE", vocab: { h: 0, e: 1, l: 2, o: 3, he: 4, ll: 5 }, merges: ["h e", "l l"], unk_token: null },
};
const layers = {
  modelTopology: {
    class_name: "Sequential",
    config: {
      name: "s",
      layers: [{
        class_name: "Dense",
        config: { name: "d", units: 2, activation: "relu", use_bias: false, batch_input_shape: [null, 2] },
      }],
    },
  },
  weightsManifest: [{ paths: [], weights: [] }],
};
const coco = {
  images: [{ id: 7, file_name: "cat.jpg", width: 10, height: 10 }],
  categories: [{ id: 17, name: "cat" }, { id: 3, name: "dog" }],
  annotations: [{ id: 1, image_id: 7, category_id: 17, bbox: [1, 2, 3, 4], area: 12, iscrowd: 0 }],
};
const voc =
  "<annotation><filename>a.jpg</filename><object><name>cat</name><difficult>0</difficult><bndbox><xmin>1</xmin>" +
  "<ymin>2</ymin><xmax>30</xmax><ymax>40</ymax></bndbox></object></annotation>";
const decoder = new TextDecoder();
let parseVoc: Awaited<ReturnType<typeof vocParser>> | undefined;

/** Tables, annotations, tokenizers, arguments. */
export const tableReaders: readonly Reader[] = [
  table("csv", "a.csv", /src\/(rows|datasets)\/|papaparse/, "birds.csv"),
  table("jsonl", "a.jsonl", /src\/(rows|datasets)\//, "birds.jsonl"),
  table("parquet", "a.parquet", /src\/datasets\/|hyparquet/, "birds.parquet", "birds_zstd.parquet"),
  table(
    "arrow",
    "a.arrow",
    /src\/datasets\/|flechette/,
    "birds.arrows",
    "birds.feather",
    "birds_zstd.arrow",
    "kinds.arrow",
  ),
  table("sqlite", "a.sqlite", /src\/datasets\//, "birds.sqlite"),
  learnt("table-csv", "birds.csv"),
  learnt("table-jsonl", "birds.jsonl"),
  {
    name: "tokenizer",
    file: "tokenizer.json",
    seeds: texts(tokenizer, bpe),
    read: async (path) => (await loadTokenizer(path)).encode("hello big world, hello"),
    guide: /src\/tokenizers\/|tokenizers/,
  },
  {
    name: "tfjs-layers",
    file: "model.json",
    seeds: texts(layers),
    read: async (path) => (await readLayersModel(path)).dispose(),
    guide: /src\/weights\//,
  },
  {
    name: "coco",
    file: "a.json",
    seeds: texts(coco),
    read: (_, bytes) =>
      Promise.resolve().then(() => parseCoco(decoder.decode(bytes), { path: "a.json", images: "i", crowd: true })),
    guide: /src\/annotations\//,
  },
  {
    name: "voc",
    file: "a.xml",
    seeds: texts(voc),
    read: async (_, bytes) => (parseVoc ??= await vocParser())(decoder.decode(bytes)),
    guide: /src\/annotations\/|sax/,
    part: true,
  },
  {
    name: "yolo",
    file: "a.txt",
    seeds: texts("1 0.5 0.5 0.5 1\n0 0.1 0.1 0.2 0.1 0.2 0.2\n"),
    read: (_, bytes) => Promise.resolve().then(() => parseYolo(decoder.decode(bytes), 2)),
    guide: /src\/annotations\//,
    part: true,
  },
  {
    name: "box-csv",
    file: "a.csv",
    seeds: texts("filename,width,height,class,xmin,ymin,xmax,ymax\na.jpg,9,9,cat,1,2,3,4\nb.jpg,9,9,dog,1,2,3,4\n"),
    read: async (path) => await (csvBoxes(path) as { find?(): Promise<unknown>; open?(): Promise<unknown> }).open?.(),
    guide: /src\/(sources|rows|annotations)\//,
  },
  {
    name: "cli",
    file: "arguments",
    seeds: texts(
      "-n 4 --hosts a:2,b:2 --elastic --rejoin 5 --restarts 3 --permissions -A train.ts --lr 3",
      "--ranks=2 a.ts",
    ),
    read: (_, bytes) => Promise.resolve().then(() => parseLaunch(decoder.decode(bytes).split(" "))),
    guide: /src\/cli\//,
  },
];
