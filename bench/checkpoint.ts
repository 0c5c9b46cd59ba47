/**
 * What a checkpoint costs: whether all numbers are finite, reading them, their checksum, and all of it with the file.
 *
 *     deno run -A bench/checkpoint.ts [--rounds 5]
 */
import { parseArgs } from "@std/cli/parse-args";
import { initialize, native, resnet18, resnet50, saveCheckpoint, sgd } from "../mod.ts";
import { checksum } from "../src/files/checksum.ts";
import { namesNotFinite } from "../src/tensors/non_finite.ts";
import { takeSnapshot } from "../src/training/snapshot.ts";
import { quantile } from "./vs_pytorch/summary.ts";

const flags = parseArgs(Deno.args, { string: ["rounds"], default: { rounds: "5" } });
await native().open();
const folder = await Deno.makeTempDir();

/** Milliseconds of a task. */
async function time(task: () => unknown): Promise<number> {
  const begin = performance.now();
  await task();
  return performance.now() - begin;
}

for (const model of [resnet18({ classes: 10 }), resnet50({ classes: 10 })]) {
  initialize(model, 0);
  const optimizer = sgd({ lr: 0.1, momentum: 0.9 }), slots = optimizer.init(model.params);
  const progress = { step: 0, epoch: 0, batch: 0, samples: 0, seed: 0, scores: {}, judged: 0, recent: {} };
  const times: Record<string, number[]> = { finite: [], snapshot: [], checksum: [], save: [] };
  const snapshot = await takeSnapshot({ model, optimizer, slots }, progress);
  const tensors = { ...snapshot.weights, ...snapshot.slots };
  for (let round = 0; round < Number(flags.rounds); round++) {
    times.finite!.push(await time(() => namesNotFinite({ ...model.params, ...slots })));
    times.snapshot!.push(await time(() => takeSnapshot({ model, optimizer, slots }, progress)));
    times.checksum!.push(await time(() => checksum(tensors, {})));
    times.save!.push(await time(() => saveCheckpoint(`${folder}/a.safetensors`, snapshot)));
  }
  const size = Object.values(tensors).reduce((sum, { data }) => sum + data.byteLength, 0);
  const told = Object.entries(times).map(([name, values]) => `${name} ${quantile(values, 0.5).toFixed(0)} ms`);
  console.log(`${model.name}, ${(size / 1e6).toFixed(0)} MB: ${told.join(", ")}`);
}
await Deno.remove(folder, { recursive: true });
