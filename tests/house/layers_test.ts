/** The layers of ARCHITECTURE.md, as a program. */
import { assert, assertEquals } from "@std/assert";
import { type Import, imports } from "./imports.ts";

const SHELVES = [
  "layers",
  "models",
  "sources",
  "datasets",
  "orders",
  "transforms",
  "losses",
  "optimizers",
  "schedules",
  "metrics",
  "hooks",
  "engines",
];
/** What every room may lean on, lowest first. */
const BELOW = [
  ...["options", "shapes", "tensors", "pace", "files", "record", "terminal"],
  ...["pixels", "loading"],
];

const all = await imports("src");
const room = (path: string) => path.split("/").length === 2 ? path : path.split("/")[1]!;
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

Deno.test("the rooms below lean on contracts and on each other alone", () => {
  assertEquals(
    refused(({ file, target }) =>
      !BELOW.includes(room(file)) || !target.startsWith("src/") || target === "src/tf.ts" || isContract(target) ||
      BELOW.includes(room(target))
    ),
    [],
  );
});

Deno.test("a shelf leans on contracts, on what lies below and on itself; a model also on layers, a dataset on all that it is made of", () => {
  const may = (file: string, target: string) =>
    target === "src/tf.ts" || isContract(target) || BELOW.includes(room(target)) || room(target) === room(file) ||
    (room(file) === "models" && room(target) === "layers") ||
    (room(file) === "datasets" && ["losses", "transforms", "sources", "orders", "download"].includes(room(target)));
  assertEquals(
    refused(({ file, target }) => !SHELVES.includes(room(file)) || !target.startsWith("src/") || may(file, target)),
    [],
  );
});

Deno.test("training never imports a shelf or the runner", () => {
  assertEquals(
    refused(({ file, target }) =>
      room(file) !== "training" || ![...SHELVES, "runner", "src/runner.ts", "download"].includes(room(target))
    ),
    [],
  );
});

Deno.test("nobody but mod.ts and its own folder imports the runner", () => {
  assertEquals(
    refused(({ file, target }) =>
      !["runner", "src/runner.ts"].includes(room(target)) || ["runner", "src/runner.ts"].includes(room(file))
    ),
    [],
  );
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
