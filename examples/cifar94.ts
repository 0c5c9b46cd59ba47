/**
 * 94 % on CIFAR-10 in nine epochs: a small network and a recipe in the spirit of airbench (Jordan, 2024). It ends by checking
 * its own target.
 *
 *     deno run -A examples/cifar94.ts [--data-dir data] [--epochs 9] [--seed 0] [--work-dir DIR] [--resume]
 *
 * For a short run, which has a lower target: [--train-samples 5000] [--val-samples 1000] [--batch-size 2000]; `--synthetic`
 * learns from drawn images. `--mixed` computes in bfloat16.
 */
import {
  accuracy,
  auto,
  averaged,
  byPart,
  cifar10,
  crossEntropy,
  linear,
  mirrored,
  mixedPrecision,
  muon,
} from "../mod.ts";
import { native, normalize, pad, randomCrop, randomFlip, runner, sgd, shifted, synthetic, unitNorm } from "../mod.ts";
import type { tf } from "../mod.ts";
import { readFlags } from "./flags/read_flags.ts";
import { network } from "./cifar94/network.ts";
import { whiteningFilters } from "./cifar94/whitening.ts";

const usage = "cifar94.ts [--data-dir DIR] [--epochs N] [--seed N] [--work-dir DIR] [--resume] [--train-samples N] " +
  "[--val-samples N] [--batch-size N] [--synthetic] [--mixed]";
const flags = readFlags(usage, {
  texts: ["data-dir", "work-dir"],
  counts: ["epochs", "train-samples", "val-samples", "batch-size"],
  numbers: ["seed"],
  switches: ["resume", "synthetic", "mixed"],
});
const { epochs = 9, seed = 0, "batch-size": batchSize = 2000 } = flags;
const { "data-dir": dataDir = "data", "work-dir": workDir = "work_dirs/cifar94" } = flags;
const trainSamples = flags["train-samples"] ?? (flags.synthetic ? 5000 : 50_000);
const valSamples = flags["val-samples"] ?? (flags.synthetic ? 1000 : 10_000);
const engine = flags.mixed ? mixedPrecision(native()) : auto();
await engine.open();

const dataOf = (trainSamples: number, batchSize: number, augment: boolean) => {
  const shared = {
    ...{ batchSize, trainSamples, valSamples },
    normalize: normalize({ mean: [0.4914, 0.4822, 0.4465], std: [0.247, 0.2435, 0.2616] }),
    augment: augment
      ? [pad({ size: 2, mode: "reflect" }), randomCrop({ size: 32 }), randomFlip({ alternating: true })]
      : false,
  };
  return flags.synthetic ? synthetic(shared) : cifar10({ ...shared, dataDir });
};

const filters = await whiteningFilters(dataOf(Math.min(5000, trainSamples), 1000, false), 5);
const still = (x: tf.Tensor4D) => x, up = shifted(-1, -1), down = shifted(1, 1);
const model = averaged(network(filters), {
  views: [still, mirrored, up, (x) => up(mirrored(x)), down, (x) => down(mirrored(x))],
  shares: [2, 2, 1, 1, 1, 1],
});

// Rates are for a mean loss: those of the original, of a sum over 2000 images, are 2000 times smaller.
const biases = 106, head = 0.02, shrink = 0.004;
const byMomentum = (peak: number, lr = linear(peak, 0)) =>
  sgd({ lr, momentum: 0.85, nesterov: true, weightDecay: shrink / peak });
const optimizer = byPart({
  body: unitNorm(muon({
    ...{ lr: linear(0.24, 0), momentum: 0.6, steps: 3, scale: "none" },
    companion: byMomentum(biases),
  })),
  head: byMomentum(head),
  whiten: byMomentum(biases, linear(biases, 0, { epochs: Math.min(3, epochs) })),
});

const { scores } = await runner({ workDir, seed, log: { interval: 5 } })
  .model(model)
  .data(dataOf(trainSamples, batchSize, true))
  .loss(crossEntropy({ labelSmoothing: 0.2 }))
  .evaluator(accuracy())
  .optimizer(optimizer)
  .engine(engine)
  .train({ epochs, valEvery: epochs, resume: flags.resume });

const target = flags.synthetic ? 90 : trainSamples < 50_000 ? 40 : epochs >= 9 ? 94 : 50;
console.log(`${scores!.accuracy.toFixed(2)} % are right; ${target} % or more are asked for.`);
if (!(scores!.accuracy >= target)) {
  throw new Error(`Cannot be content as ${target} % should be right: got ${scores!.accuracy}.`);
}
