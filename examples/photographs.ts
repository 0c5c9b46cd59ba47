/**
 * Fine-tuning: a network that has seen other images learns to tell photographs of one's own apart, which lie in a folder for each
 * class. What it has no weights for, its last layer, learns alone at first, then all of it, slowly; while the rest is frozen, so
 * are the statistics of its batch norms. Weights are torchvision's or timm's (`--weights mobilenet_v2.pth`, or `.safetensors`);
 * the file's name says of which network, or `--model` does. Without, a ResNet-18 first learns from drawn shapes, which is a poor
 * beginning, and enough to see how it goes. It ends by checking its own target: more photographs are right than by always saying
 * the most frequent class, or what `--at-least` says.
 *
 *     deno run -A examples/photographs.ts --data DIR [--weights FILE] [--model NAME] [--epochs N] [--work-dir DIR] [--size PIXELS]
 *         [--at-least SCORE]
 */
import {
  accuracy,
  adam,
  bestCheckpoint,
  cosine,
  groups,
  imageFolder,
  lastCheckpoint,
  loadWeights,
  predictor,
  resnet18,
  runner,
  sgd,
  synthetic,
} from "../mod.ts";
import { readFlags } from "./flags/read_flags.ts";
import { networkOf } from "./photographs/network.ts";
import { partsOf } from "./photographs/parts_of.ts";

const usage =
  "photographs.ts --data DIR [--weights FILE] [--model NAME] [--epochs N] [--work-dir DIR] [--size PIXELS] [--at-least SCORE]";
const flags = readFlags(usage, {
  ...{ texts: ["data", "weights", "model", "work-dir"], counts: ["epochs", "size"], numbers: ["at-least"] },
});
const { data: dir, epochs = 6, "work-dir": workDir = "work_dirs/photographs" } = flags;
const size = flags.size ?? (flags.weights === undefined ? 64 : 224);
if (dir === undefined) throw new TypeError("Cannot learn photographs as --data must name their folder: got none.");

const data = imageFolder(dir, { size, batchSize: 16, onBroken: "skip" });
await data.open!();
const classes = data.classes!.length;

// What the file has is frozen at first; what it has not, as it tells other classes apart, learns.
const network = await networkOf(
  flags.weights ?? await shapes(),
  classes,
  flags.weights === undefined ? "resnet18" : flags.model,
);
const isTaken = new Set((await loadWeights(network)).flatMap(({ taken }) => taken)), still = { frozen: true };
const learning = Object.keys(network.params).filter((name) => network.params[name]!.trainable);
const known = learning.filter((name) => isTaken.has(name));
const head = known.length === learning.length ? { model: network } : await runner({ workDir: `${workDir}/head` })
  .model(network)
  .data(data)
  .evaluator(accuracy())
  .optimizer(
    groups(adam({ lr: 3e-3 }), { weights: Object.fromEntries(partsOf(known, learning).map((part) => [part, still])) }),
  )
  .train({ epochs: Math.ceil(epochs / 2) });

const { scores } = await runner({ workDir, checkpoint: { best: "accuracy" } })
  .model(head.model)
  .data(data)
  .evaluator(accuracy())
  .optimizer(groups(sgd({ lr: cosine(5e-3, 0), momentum: 0.9, weightDecay: 1e-4 }), { noDecay: "normsAndBiases" }))
  .train({ epochs: Math.ceil(epochs / 2) });

// The checkpoint that was the best is all that is needed to use what was learnt.
const checkpoint = (await bestCheckpoint(workDir, "accuracy"))!;
using predict = await predictor(checkpoint, { onBroken: "skip" });
const counts = new Map<string, number>();
for await (const { name } of predict.each(dir)) counts.set(name!, (counts.get(name!) ?? 0) + 1);
console.log(
  `Of all photographs ${[...counts].map(([name, count]) => `${count} are ${name}`).join(", ")}, says ${checkpoint}.`,
);

const least = flags["at-least"] ?? 100 * await mostFrequent();
console.log(`${scores!.accuracy.toFixed(1)} % of the photographs to be judged on are right.`);
if (!(scores!.accuracy >= least)) {
  throw new Error(`Cannot be content as ${least.toFixed(1)} % should be right: got ${scores!.accuracy}.`);
}

/** Weights that have seen images of another kind. */
async function shapes(): Promise<string> {
  const { stopped } = await runner({ workDir: `${workDir}/shapes` }).model(resnet18({ classes: 10 }))
    .data(synthetic({ trainSamples: 800, valSamples: 100 })).evaluator(accuracy()).optimizer(adam({ lr: 1e-3 }))
    .train({ epochs: 1 });
  if (stopped !== undefined) Deno.exit(1);
  return (await lastCheckpoint(`${workDir}/shapes`))!;
}

/** The share of the most frequent class, of the photographs to be judged on. */
async function mostFrequent(): Promise<number> {
  const counts = Array<number>(classes).fill(0);
  for await (const { x, y } of data.val!()) {
    for (const label of await y.data()) counts[label]!++;
    x.dispose(), y.dispose();
  }
  return Math.max(...counts) / data.samples!.val!;
}
