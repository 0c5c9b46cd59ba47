import { assert, assertAlmostEquals, assertEquals, assertRejects } from "@std/assert";
import {
  arrays,
  conv3d,
  cpu,
  exportModel,
  initialize,
  loadCheckpoint,
  mlp,
  mobileNetV2,
  type Model,
  resnet18,
  runner,
  saveCheckpoint,
  sgd,
  tf,
  vit,
} from "../../mod.ts";
import { readSafetensors } from "../../src/files/safetensors.ts";
import { loadTfjs } from "./load_tfjs.ts";
import { readOnnx } from "./read_onnx.ts";
import { runOnnx } from "./run_onnx.ts";
import { OPERATIONS } from "./operations.ts";
import { drawByHash, inputFor, type Network, NETWORKS as SHELF } from "../networks.ts";

await cpu().open();

const NETWORKS: Readonly<Record<string, Network>> = { operations: { input: [8, 5, 6], make: OPERATIONS }, ...SHELF };
const SMALL = Object.entries(NETWORKS).flatMap(([name, { large }]) => large ? [] : [name]);

async function inFolder(run: (folder: string) => Promise<void>) {
  const folder = await Deno.makeTempDir();
  try {
    await run(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Holds what another tool answers against what the model computes, for batches of 1 and 3. */
function requireAlike(
  name: string,
  model: Model<never, unknown>,
  answer: (given: Record<string, tf.Tensor>, names: string[]) => tf.Tensor[],
) {
  for (const batch of [1, 3]) {
    const x = inputFor(NETWORKS[name]!.input, batch), given = x instanceof tf.Tensor ? { input: x } : x;
    const made = tf.tidy(() =>
      model.forward(x as never, { training: false, seed: 0 }) as tf.Tensor | Record<string, tf.Tensor>
    );
    const wanted = made instanceof tf.Tensor ? { output: made } : made, names = Object.keys(wanted);
    answer(given, names).forEach((found, i) => {
      const right = wanted[names[i]!]!, data = found.dataSync();
      assertEquals([found.shape, found.dtype], [right.shape, right.dtype], names[i]);
      const most = Math.max(1, ...right.dataSync().map(Math.abs));
      right.dataSync().forEach((value, at) => assertAlmostEquals(data[at]!, value, 1e-4 * most, `${names[i]} [${at}]`));
    });
  }
}

for (const name of SMALL) {
  for (const channels of ["first", "last"] as const) {
    Deno.test(`exportModel() writes ${name} as ONNX, channels ${channels}, whose words come to the same for any batch`, () =>
      inFolder(async (folder) => {
        const { input, make } = NETWORKS[name]!, model = make();
        drawByHash(model);
        await exportModel(model, `${folder}/model.onnx`, { input, channels });
        const read = readOnnx(await Deno.readFile(`${folder}/model.onnx`));
        assertEquals(read.opset, 17);
        for (const [begin] of read.inputs.values()) assertEquals(begin, "batch");
        requireAlike(name, model, (given, names) => {
          const turned = Object.entries(given).map(([name, x]) => [
            name,
            channels === "first" && x.rank > 2
              ? tf.transpose(x, [0, x.rank - 1, ...x.shape.slice(2).map((_, i) => i + 1)])
              : x,
          ]);
          const made = runOnnx(read, Object.fromEntries(turned));
          return names.map((name) => made[name]!);
        });
        tf.dispose(model.params);
      }));
  }

  Deno.test(`exportModel() writes ${name} as a graph that plain TensorFlow.js computes alike for any batch`, () =>
    inFolder(async (folder) => {
      const { input, make } = NETWORKS[name]!, model = make();
      drawByHash(model);
      await exportModel(model, `${folder}/web`, { input, format: "tfjs" });
      const loaded = await loadTfjs(`${folder}/web`);
      requireAlike(name, model, (given, names) => [loaded.execute(given, names)].flat() as tf.Tensor[]);
      loaded.dispose();
      tf.dispose(model.params);
    }));
}

Deno.test("exportModel() turns no axes between convolutions, and keeps the names of weights and what is known", () =>
  inFolder(async (folder) => {
    const model = mobileNetV2({ classes: 2 }), knows = { classes: ["ant", "bee"], shape: [32, 32, 3] };
    await exportModel(model, `${folder}/m.onnx`, { knows, channels: "first" });
    const { nodes, initializers, inputs, outputs, metadata } = readOnnx(await Deno.readFile(`${folder}/m.onnx`));
    assertEquals(nodes.filter(({ type }) => type === "Transpose"), []);
    assertEquals([inputs.get("input"), outputs.get("output")], [["batch", 3, 32, 32], ["batch", 2]]);
    assertEquals(initializers.get("features/0/0/kernel")!.shape, [32, 3, 3, 3]);
    assertEquals(metadata, { classes: '["ant","bee"]', shape: "[32,32,3]" });
    const weights = Object.keys(model.params).filter((name) => initializers.has(name));
    assertEquals(weights.length, Object.keys(model.params).length);
    tf.dispose(model.params);
  }));

Deno.test("exportModel() writes steps of a volume as such, which onnxruntime takes behind a border", () =>
  inFolder(async (folder) => {
    const model = conv3d({ channels: 2, filters: 2, groups: 2, kernelSize: [1, 2, 3], stride: 2, padding: 1 });
    drawByHash(model);
    await exportModel(model, `${folder}/m.onnx`, { input: [3, 4, 5, 2] });
    const read = readOnnx(await Deno.readFile(`${folder}/m.onnx`)), types = read.nodes.map(({ type }) => type);
    // Its padding before a pool of one place becomes that pool's own, which must be less than the window.
    assertEquals([types.includes("AveragePool"), types.includes("Slice")], [false, true]);
    const x = inputFor([3, 4, 5, 2], 2) as tf.Tensor5D;
    const right = model.forward(x, { training: false, seed: 0 }), found = runOnnx(read, { input: x }).output!;
    assertEquals(found.shape, right.shape);
    assertEquals(tf.max(tf.abs(tf.sub(found, right))).dataSync()[0]! < 1e-5, true);
    tf.dispose(model.params);
  }));

Deno.test("exportModel() writes weights by torchvision's names, and they come back", () =>
  inFolder(async (folder) => {
    const make = (weights?: string) =>
      vit({ classes: 3, imageSize: 4, patchSize: 2, layers: 1, heads: 1, units: 2, ...weights && { weights } });
    const model = make(), path = `${folder}/vit.safetensors`;
    initialize(model, 1);
    const { format } = await exportModel(model, path);
    assertEquals(format, "safetensors");
    const { tensors, metadata } = await readSafetensors(path), layer = "encoder.layers.encoder_layer_0";
    assertEquals(metadata, { format: "pt" });
    assertEquals(tensors[`${layer}.self_attention.in_proj_weight`]!.shape, [6, 2]);
    assertEquals(tensors[`${layer}.self_attention.out_proj.weight`]!.shape, [2, 2]);
    assertEquals([tensors["conv_proj.weight"]!.shape, tensors["heads.head.weight"]!.shape], [[2, 3, 2, 2], [3, 2]]);
    const again = make(path);
    await exportModel(again, `${folder}/again.safetensors`);
    assertEquals(await readSafetensors(`${folder}/again.safetensors`), { tensors, metadata });
    tf.dispose([model.params, again.params]);
  }));

Deno.test("exportModel() names norms and kernels of a residual network as PyTorch does", () =>
  inFolder(async (folder) => {
    const model = resnet18({ classes: 2 });
    await exportModel(model, `${folder}/r18.safetensors`);
    const { tensors } = await readSafetensors(`${folder}/r18.safetensors`);
    const names = ["conv1.weight", "bn1.weight", "bn1.bias", "bn1.running_mean", "bn1.running_var"];
    assertEquals(Object.keys(tensors).slice(0, 5), names);
    assertEquals(tensors["layer2.0.downsample.0.weight"]!.shape, [128, 64, 1, 1]);
    tf.dispose(model.params);
  }));

Deno.test("exportModel() makes a slim copy of a checkpoint, and writes its network with what it knows", () =>
  inFolder(async (folder) => {
    const data = arrays({ x: [[1, 2], [3, 4]], y: [[1], [2]], batchSize: 2 }), model = mlp({ sizes: [2, 1] });
    const to = runner({ workDir: folder, log: false }).model(model).data(data).loss((p, y) =>
      tf.mean(tf.square(tf.sub(p, y))) as tf.Scalar
    );
    await to.optimizer(sgd({ lr: 0.01, momentum: 0.9 })).train({ epochs: 1 });
    const from = `${folder}/epoch_1.safetensors`, whole = await loadCheckpoint(from);
    assert(Object.keys(whole.slots).length > 0);
    await exportModel(from, `${folder}/slim.safetensors`, { names: "raptor" });
    const slim = await loadCheckpoint(`${folder}/slim.safetensors`);
    assertEquals([slim.weights, slim.slots, slim.settings], [whole.weights, {}, whole.settings!]);
    assertEquals("hooks" in slim, false);

    const known = { ...whole, knows: { classes: ["no", "yes"], shape: [2] } };
    await saveCheckpoint(from, known);
    const other = mlp({ sizes: [2, 1] });
    await exportModel(from, `${folder}/web`, { format: "tfjs", model: other });
    assertEquals(JSON.parse(await Deno.readTextFile(`${folder}/web/model.json`)).userDefinedMetadata, known.knows);
    assertEquals(other.params["dense1/kernel"]!.dataSync(), whole.weights["dense1/kernel"]!.data as Float32Array);
    const before = tf.memory().numTensors;
    await exportModel(from, `${folder}/a.onnx`);
    assertEquals(readOnnx(await Deno.readFile(`${folder}/a.onnx`)).metadata, { classes: '["no","yes"]', shape: "[2]" });
    assertEquals(tf.memory().numTensors, before);
    tf.dispose([model.params, other.params]);
  }));

Deno.test("exportModel() takes the input that the settings of a network tell", () =>
  inFolder(async (folder) => {
    for (const name of ["mlp", "tabular", "gpt", "vit"]) {
      const { make, input } = NETWORKS[name]!, model = make();
      await exportModel(model, `${folder}/told.onnx`, { input });
      await exportModel(model, `${folder}/known.onnx`);
      assertEquals(await Deno.readFile(`${folder}/known.onnx`), await Deno.readFile(`${folder}/told.onnx`), name);
      tf.dispose(model.params);
    }
  }));

Deno.test("exportModel() refuses what it cannot do in a sentence, and leaves nothing", () =>
  inFolder(async (folder) => {
    const model = mlp({ sizes: [2, 1] }), path = `${folder}/a.onnx`, images = resnet18({ classes: 2 });
    await assertRejects(
      () => exportModel(model, `${folder}/a`),
      RangeError,
      "as its end names the format where none is given",
    );
    await assertRejects(
      () => exportModel(images, path),
      RangeError,
      "as the shape of its input must be known: got none.",
    );
    await assertRejects(
      () => exportModel(model, path, { inputs: [2] } as never),
      TypeError,
      "got inputs. Did you mean input?",
    );
    const multiplied = { name: "own", params: {}, forward: (x: tf.Tensor) => tf.cumprod(x, 1) };
    const text = "Cannot write ONNX as it has no such operation that is known: got Cumprod.";
    await assertRejects(() => exportModel(multiplied, path, { input: [2] }), TypeError, text);
    await Deno.mkdir(`${folder}/web`);
    const taken = exportModel(model, `${folder}/web`, { input: [2], format: "tfjs" });
    await assertRejects(() => taken, Deno.errors.AlreadyExists, "as nothing must be in its place: got a folder.");
    assertEquals(Array.from(Deno.readDirSync(folder), ({ name }) => name), ["web"]);
    tf.dispose([model.params, images.params]);
  }));
