/**
 * What ranks cost: the median step of a ResNet, a core a rank, with the batch shared out (strong scaling) and with one batch a rank
 * (weak scaling); the efficiency is that against one rank.
 *
 *     mpirun -np 2 --bind-to none deno run -A bench/ranks.ts [--model resnet18] [--batch 32] [--steps 12] [--apart] [--shard]
 */
import { parseArgs } from "@std/cli/parse-args";
import { accuracy, group, type Hook, native, resnet18, resnet50, runner, sgd, synthetic } from "../mod.ts";

const { model, batch, steps, apart, shard } = parseArgs(Deno.args, {
  string: ["model", "batch", "steps"],
  boolean: ["apart", "shard"],
  default: { model: "resnet18", batch: "32", steps: "12" },
});
const { rank, size } = await group(), times: number[] = [], batchSize = Number(batch);
const hear: Hook = (event) => {
  if (event.type === "step") times.push(event.time);
};
await runner({ log: false, ranks: { syncBatchNorm: !apart, shardOptimizer: shard } })
  .model(() => (model === "resnet50" ? resnet50 : resnet18)({ classes: 10 }))
  .data(synthetic({ batchSize, trainSamples: batchSize * Number(steps), valSamples: 32 }))
  .evaluator(accuracy())
  .optimizer(sgd({ lr: 1e-3, momentum: 0.9 }))
  .engine(native({ threads: 1 }))
  .hook(hear)
  .train({ steps: Number(steps), dryRun: false });
// The first steps are compiled.
const later = times.slice(3).toSorted((a, b) => a - b), median = later[Math.floor(later.length / 2)]!;
const ms = (seconds: number) => Math.round(1000 * seconds);
if (rank === 0) {
  console.log(JSON.stringify({ ranks: size, model, batchSize, apart, ms: ms(median), least: ms(later[0]!) }));
}
