/**
 * ResNet-50 learns CIFAR-10: MMEngine's "15 minutes to get started" in Raptor's words.
 *
 *     deno run -A examples/cifar.ts
 *     deno run -A examples/cifar.ts --help
 */
import {
  accuracy,
  cifar10,
  normalize,
  randomCrop,
  randomFlip,
  runner,
  sgd,
  shellWord,
  synthetic,
  UnreachableError,
} from "../mod.ts";
import { engines, models, readFlags } from "./cifar/flags.ts";

const flags = readFlags(Deno.args);

const images = {
  batchSize: flags.batchSize,
  ...flags.samples,
  augment: [randomCrop({ size: 32, padding: 4 }), randomFlip()],
  normalize: normalize({ mean: [0.491, 0.482, 0.447], std: [0.202, 0.199, 0.201] }),
};

const learning = (data: ReturnType<typeof synthetic>) =>
  runner({ workDir: flags.workDir, seed: flags.seed })
    .model(models[flags.model]({ classes: 10 }))
    .data(data)
    .evaluator(accuracy())
    .optimizer(sgd({ lr: flags.lr, momentum: flags.momentum }))
    .engine(engines[flags.engine]());

let data = flags.dataset === "synthetic" ? synthetic(images) : cifar10({ ...images, dataDir: flags.dataDir });
if (flags.permissions) {
  const words = ["deno", "run", ...learning(data).permissions(), "examples/cifar.ts", ...flags.given];
  console.log(words.map(shellWord).join(" "));
  Deno.exit();
}

try {
  await data.open?.();
} catch (error) {
  if (flags.dataset !== undefined || !(error instanceof UnreachableError)) throw error;
  console.warn(`\n${error.message}\nTRAINING ON DRAWN IMAGES INSTEAD OF CIFAR-10 (--dataset synthetic).\n`);
  data = synthetic(images);
}

await learning(data).train({ epochs: flags.epochs, resume: flags.resume });
