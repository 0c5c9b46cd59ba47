/** The layers of ARCHITECTURE.md, as a program. */
import { assert, assertEquals } from "@std/assert";
import { files, type Import, imports } from "./imports.ts";

/** Every room and what it may lean on beside contracts and tf.ts, lowest first: arrows go to rooms above in this list. */
const ARROWS: Readonly<Record<string, readonly string[]>> = {
  // Below all shelves
  options: [],
  shapes: [],
  tensors: ["options"],
  pace: ["options"],
  terminal: [],
  files: ["options", "terminal"],
  record: [],
  plots: [],
  pixels: ["options", "terminal", "files"],
  loading: ["options", "tensors", "pixels"],
  download: ["options", "files", "terminal"],
  rows: ["terminal"],
  annotations: ["options", "terminal", "files", "pixels", "loading", "rows"],
  judging: ["options", "shapes", "tensors"],
  weights: ["options", "tensors", "terminal", "files", "download"],
  graph: ["options", "tensors"],
  // Shelves
  layers: ["options", "shapes", "tensors", "pace"],
  models: ["options", "shapes", "tensors", "layers"],
  losses: ["options", "shapes", "tensors"],
  metrics: ["options", "shapes", "tensors", "judging"],
  schedules: ["options", "pace"],
  optimizers: ["options", "tensors", "pace"],
  sources: ["options", "tensors", "terminal", "files", "pixels", "loading", "download", "rows", "annotations"],
  tokenizers: ["files", "options", "terminal"],
  orders: ["options", "tensors"],
  transforms: ["options", "pixels"],
  datasets: [
    ...["options", "tensors", "terminal", "files", "pixels", "loading", "download", "rows"],
    ...["losses", "sources", "orders", "transforms"],
  ],
  hooks: ["options", "tensors", "files", "terminal", "record", "pixels"],
  engines: ["options", "shapes", "tensors", "files", "terminal"],
  groups: ["options", "terminal"],
  // What joins them
  training: ["options", "tensors"],
  predicting: [
    ...["options", "tensors", "terminal", "files", "pixels", "loading", "training", "weights"],
    ...["layers", "models", "sources", "tokenizers", "transforms", "datasets", "engines"],
  ],
  exporting: ["options", "tensors", "files", "weights", "graph", "training", "predicting"],
  runner: [
    "options",
    "tensors",
    "files",
    "terminal",
    "loading",
    "record",
    "plots",
    "pace",
    "training",
    "models",
    "hooks",
    "groups",
    "weights",
    "optimizers",
  ],
  cli: ["engines", "groups", "terminal"],
  "runner.ts": ["training", "runner", "optimizers", "engines"],
};
const ROOMS = Object.keys(ARROWS), SHELVES = ROOMS.slice(ROOMS.indexOf("layers"), ROOMS.indexOf("training"));

const all = await imports("src");
const room = (path: string) => path.split("/")[1]!;
const isContract = (path: string) => /^src\/[a-z_]+\.ts$/.test(path) && !["src/tf.ts", "src/runner.ts"].includes(path);

function refused(rule: (edge: Import) => boolean): string[] {
  return all.filter((edge) => !rule(edge)).map(({ file, target }) => `${file} -> ${target}`);
}

Deno.test("src imports nothing but npm packages, node and itself", () => {
  assert(all.length > 100, "the pattern must find the imports");
  assertEquals(refused(({ target }) => /^(npm:|node:|src\/)/.test(target)), []);
});

Deno.test("npm packages are pinned to a version", () => {
  assertEquals(
    refused(({ target }) => !target.startsWith("npm:") || /^npm:(@[^/]+\/)?[^/@]+@\d+\.\d+\.\d+/.test(target)),
    [],
  );
});

Deno.test("only tf.ts imports TensorFlow.js, and engines their own backends", () => {
  assertEquals(
    refused(({ file, target }) =>
      !target.startsWith("npm:@tensorflow/") || file === "src/tf.ts" ||
      room(file) === "engines" && target !== "npm:@tensorflow/tfjs@4.22.0"
    ),
    [],
  );
});

Deno.test("a contract imports only types", () => {
  assertEquals(refused(({ file, typeOnly }) => !isContract(file) || typeOnly), []);
});

Deno.test("src has these rooms, contracts and tf.ts, and nothing beside them", async () => {
  const found = new Set<string>();
  for await (const file of files("src")) if (!isContract(file) && file !== "src/tf.ts") found.add(room(file));
  assertEquals([...found].toSorted(), ROOMS.toSorted());
});

Deno.test("every room leans on contracts, on tf.ts, on itself and where its arrows go, and on nothing else", () => {
  assertEquals(
    refused(({ file, target }) =>
      isContract(file) || file === "src/tf.ts" || !target.startsWith("src/") || isContract(target) ||
      target === "src/tf.ts" || room(target) === room(file) || ARROWS[room(file)]!.includes(room(target))
    ),
    [],
  );
});

Deno.test("arrows go one way: to rooms that come before", () => {
  assertEquals(ROOMS.filter((from, i) => ARROWS[from]!.some((to) => !ROOMS.slice(0, i).includes(to))), []);
});

Deno.test("no shelf leans on another one, but models on layers and datasets on all that they are made of", () => {
  const between = SHELVES.flatMap((from) =>
    ARROWS[from]!.filter((to) => SHELVES.includes(to)).map((to) => `${from} -> ${to}`)
  );
  assertEquals(between, [
    "models -> layers",
    ...["losses", "sources", "orders", "transforms"].map((to) => `datasets -> ${to}`),
  ]);
  assertEquals(ARROWS.training!.filter((to) => SHELVES.includes(to)), []);
});

Deno.test("examples import only mod.ts, their own folder and @std", async () => {
  const edges = await imports("examples");
  assertEquals(
    edges.filter(({ target }) => !/^(mod\.ts$|examples\/|@std\/|node:)/.test(target)).map(({ file, target }) =>
      `${file} -> ${target}`
    ),
    [],
  );
});
