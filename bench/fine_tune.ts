/**
 * Fine-tuning beside PyTorch: MobileNetV2, in torchvision's form, with weights that somebody trained (nsfwjs's, which come by npm; quantised to
 * 8 bits), on a folder of photographs with `train/` and `val/`. Both sides begin with the same file, and do the same: the last layer alone,
 * by Adam, with the backbone and its statistics frozen; then all of it, by SGD along half a cosine.
 *
 *     deno run -A bench/fine_tune.ts DIR --python /path/to/python [--seeds 3] [--first 0] [--epochs 3] [--size 224] [--only raptor|torch]
 *
 * The Python needs torch, torchvision, Pillow and safetensors.
 */
import { parseArgs } from "@std/cli/parse-args";
import {
  accuracy,
  adam,
  cosine,
  exportModel,
  groups,
  imageFolder,
  initialize,
  mobileNetV2,
  native,
  normalize,
  on,
} from "../mod.ts";
import { readLayersModel, runner, sgd, tf } from "../mod.ts";
import { quantile } from "./vs_pytorch/summary.ts";

const flags = parseArgs(Deno.args, {
  string: ["python", "seeds", "first", "epochs", "size", "only"],
  default: { python: "python3", seeds: "3", first: "0", epochs: "3", size: "224" },
});
const dir = String(flags._[0]),
  [seeds, epochs, size] = [flags.seeds, flags.epochs, flags.size].map(Number) as [number, number, number];

await native().open();
const folder = await Deno.makeTempDir(), weights = `${folder}/mobile_net_v2.safetensors`;
await writeWeights(weights);
console.log(
  "| side | seed | frozen, % right | thawed, % right | frozen step, ms | thawed step, ms | data, ms | seconds |",
);
console.log("|---|---|---|---|---|---|---|---|");
for (let seed = Number(flags.first); seed < seeds; seed++) {
  if (flags.only !== "torch") console.log(`| Raptor | ${seed} | ${await fineTuned(seed)} |`);
  if (flags.only !== "raptor") {
    const { stdout, success } = await new Deno.Command(flags.python, {
      args: [
        new URL("vs_pytorch/fine_tune.py", import.meta.url).pathname,
        dir,
        weights,
        ...[seed, epochs, size].map(String),
      ],
      stderr: "inherit",
    }).output();
    if (!success) throw new Error("Cannot go on as PyTorch must come to an end: got an error. See above.");
    console.log(`| PyTorch | ${seed} | ${new TextDecoder().decode(stdout).trim()} |`);
  }
}
await Deno.remove(folder, { recursive: true });

/** What one seed comes to, as a row of the table. */
async function fineTuned(seed: number): Promise<string> {
  const began = performance.now(), times = { frozen: [] as number[], thawed: [] as number[], data: [] as number[] };
  const clock = (phase: "frozen" | "thawed") =>
    on(
      "step",
      ({ time, dataTime }) => void (times[phase].push(1000 * (time - dataTime)), times.data.push(1000 * dataTime)),
    );
  // The network has seen numbers in [0, 1].
  const data = imageFolder(dir, { size, normalize: normalize({ mean: [0, 0, 0], std: [1, 1, 1] }) });
  const sentence = runner({ log: false, seed }).model(() => mobileNetV2({ classes: 2, weights })).data(data).evaluator(
    accuracy(),
  ).engine(native());
  const head = await sentence.optimizer(groups(adam({ lr: 3e-3 }), { weights: { features: { frozen: true } } }))
    .hook(clock("frozen")).train({ epochs, valEvery: epochs });
  const whole = await runner({ log: false, seed }).model(head.model).data(data).evaluator(accuracy()).engine(native())
    .optimizer(groups(sgd({ lr: cosine(5e-3), momentum: 0.9, weightDecay: 1e-4 }), { noDecay: "normsAndBiases" }))
    .hook(clock("thawed")).train({ epochs, valEvery: epochs });
  await data.close?.();
  tf.dispose(whole.model.params as Record<string, tf.Variable>);
  const scores = [head, whole].map(({ scores }) => scores!.accuracy.toFixed(1));
  const clocked = [times.frozen, times.thawed, times.data].map((all) => quantile(all, 0.5).toFixed(1));
  return [...scores, ...clocked, ((performance.now() - began) / 1000).toFixed(0)].join(" | ");
}

/** nsfwjs's network, in torchvision's form and by torchvision's names. */
async function writeWeights(path: string): Promise<void> {
  const { MobileNetV2Model: { modelJson, weightBundles } } = await import("npm:nsfwjs@4.4.0/models/mobilenet_v2");
  const json = (await modelJson() as { default: { weightsManifest: { paths: string[] }[] } }).default;
  for (const [i, bundle] of weightBundles.entries()) {
    const { default: text } = await bundle() as { default: string };
    await Deno.writeFile(`${folder}/${json.weightsManifest[0]!.paths[i]}`, Uint8Array.fromBase64(text));
  }
  await Deno.writeTextFile(`${folder}/model.json`, JSON.stringify(json));
  const theirs = await readLayersModel(`${folder}/model.json`), model = mobileNetV2({ classes: 5 });
  initialize(model, 0);
  const parts: Record<string, string> = {
    scale: "gamma",
    offset: "beta",
    mean: "moving_mean",
    variance: "moving_variance",
  };
  for (const [name, weight] of Object.entries(model.params)) {
    if (name.startsWith("classifier")) continue; // it tells other classes apart
    const words = name.split("/"), last = words.pop()!, layer = layerOf(words, last === "kernel");
    const { weights } = theirs.getLayer(layer);
    const from = weights.find((weight) => weight.originalName.endsWith(parts[last] ?? "kernel"))!.read();
    // Keras's norms add 1e-3 to a variance, torchvision's 1e-5.
    weight.assign(tf.tidy(() => {
      const laid = from.reshape(weight.shape);
      return last === "variance" ? laid.add(1e-3 - 1e-5) : laid;
    }));
  }
  await exportModel(model, path);
  tf.dispose(model.params as Record<string, tf.Variable>);
}

/** What Keras calls a layer: `features/3/conv/1/0` is the depthwise convolution of block 2. */
function layerOf([, stage, , ...rest]: readonly string[], isKernel: boolean): string {
  const block = Number(stage) - 1;
  if (block === -1) return isKernel ? "Conv1" : "bn_Conv1";
  if (block === 17) return isKernel ? "Conv_1" : "Conv_1_bn";
  const parts = block === 0 ? ["depthwise", "project"] : ["expand", "depthwise", "project"], place = Number(rest[0]);
  const part = parts[Math.min(place, parts.length - 1)]!;
  return `${block === 0 ? "expanded_conv" : `block_${block}`}_${part}${isKernel ? "" : "_BN"}`;
}
