import { assert, assertAlmostEquals, assertEquals, assertRejects } from "@std/assert";
import {
  arrays,
  cpu,
  exportModel,
  initialize,
  loadCheckpoint,
  mlp,
  resnet18,
  runner,
  saveCheckpoint,
  sgd,
  tf,
  vit,
} from "../../mod.ts";
import { readSafetensors } from "../../src/files/safetensors.ts";
import { loadTfjs } from "./load_tfjs.ts";
import { drawByHash, inputFor, NETWORKS } from "./networks.ts";

await cpu().open();

/** What run_by_onnxruntime.py has found right, byte by byte. */
const golden: Readonly<Record<string, string>> = JSON.parse(
  await Deno.readTextFile(new URL("golden/onnx.json", import.meta.url)),
);
const SMALL = ["operations", "mlp", "tabular", "gpt", "vit"];

async function inFolder(run: (folder: string) => Promise<void>) {
  const folder = await Deno.makeTempDir();
  try {
    await run(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

for (const name of SMALL) {
  Deno.test(`exportModel() writes ${name} as the ONNX that onnxruntime computes rightly`, () =>
    inFolder(async (folder) => {
      const { input, make } = NETWORKS[name]!, model = make();
      drawByHash(model);
      for (const channels of ["first", "last"] as const) {
        const path = `${folder}/${name}.${channels}.onnx`;
        await exportModel(model, path, { input, channels });
        const sum = new Uint8Array(await crypto.subtle.digest("SHA-256", await Deno.readFile(path))).toHex();
        assertEquals(
          sum,
          golden[`${name}.${channels}`],
          "run write_networks.ts and run_by_onnxruntime.py, which judge it anew",
        );
      }
      tf.dispose(model.params);
    }));

  Deno.test(`exportModel() writes ${name} as a graph that plain TensorFlow.js computes alike, for any batch`, () =>
    inFolder(async (folder) => {
      const { input, make } = NETWORKS[name]!, model = make();
      drawByHash(model);
      await exportModel(model, `${folder}/web`, { input, format: "tfjs", knows: { classes: ["a", "b"] } });
      const loaded = await loadTfjs(`${folder}/web`);
      for (const batch of [1, 3]) {
        const x = inputFor(input, batch), given = x instanceof tf.Tensor ? { input: x } : x;
        const made = tf.tidy(() => model.forward(x, { training: false, seed: 0 }));
        const wanted: Record<string, tf.Tensor> = made instanceof tf.Tensor ? { output: made } : made;
        const names = Object.keys(wanted), answers = [loaded.execute(given, names)].flat() as tf.Tensor[];
        answers.forEach((answer, i) => {
          const right = wanted[names[i]!]!, data = answer.dataSync();
          assertEquals(answer.shape, right.shape, names[i]);
          right.dataSync().forEach((value, at) => assertAlmostEquals(data[at]!, value, 1e-4, `${names[i]} [${at}]`));
        });
      }
      assertEquals((loaded as unknown as { metadata: unknown }).metadata, { classes: ["a", "b"] });
      loaded.dispose();
      tf.dispose(model.params);
    }));
}

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
    await assertRejects(
      () => exportModel(from, `${folder}/a.onnx`),
      TypeError,
      "as the model that it is of must be there: got none.",
    );
    tf.dispose([model.params, other.params]);
  }));

Deno.test("exportModel() refuses what it cannot do in a sentence, and leaves nothing", () =>
  inFolder(async (folder) => {
    const model = mlp({ sizes: [2, 1] }), path = `${folder}/a.onnx`;
    await assertRejects(
      () => exportModel(model, `${folder}/a`),
      RangeError,
      "as its end names the format where none is given",
    );
    await assertRejects(
      () => exportModel(model, path),
      RangeError,
      "as the shape of its input must be known: got none.",
    );
    await assertRejects(
      () => exportModel(model, path, { inputs: [2] } as never),
      TypeError,
      "got inputs. Did you mean input?",
    );
    const sorted = { name: "own", params: {}, forward: (x: tf.Tensor) => tf.topk(x, 1).values };
    const text = "Cannot write ONNX as it has no such operation that is known: got TopK.";
    await assertRejects(() => exportModel(sorted, path, { input: [2] }), TypeError, text);
    await Deno.mkdir(`${folder}/web`);
    const taken = exportModel(model, `${folder}/web`, { input: [2], format: "tfjs" });
    await assertRejects(() => taken, Deno.errors.AlreadyExists, "as nothing must be in its place: got a folder.");
    assertEquals(Array.from(Deno.readDirSync(folder), ({ name }) => name), ["web"]);
    tf.dispose(model.params);
  }));
