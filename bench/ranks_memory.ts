/**
 * What the slots of an optimizer cost a rank: the memory of each after a few steps of ResNet-50 by Adam, with all slots on all ranks and
 * with a share on each.
 *
 *     mpirun -np 2 --bind-to none deno run -A bench/ranks_memory.ts [--steps 4] [--shard]
 */
import { parseArgs } from "@std/cli/parse-args";
import { accuracy, adam, group, type Hook, native, resnet50, runner, synthetic, tf } from "../mod.ts";

const { steps, shard } = parseArgs(Deno.args, { string: ["steps"], boolean: ["shard"], default: { steps: "4" } });
const { rank, size, gather } = await group(), times: number[] = [], losses: number[] = [];
const kilobytes = (field: string) =>
  Number(Deno.readTextFileSync("/proc/self/status").match(new RegExp(`${field}:\\s+(\\d+)`))![1]);
// What tfjs counts is told by each rank at the end of its last forward pass: weights, slots, a batch.
let tensors = 0;
const network = resnet50({ classes: 10 });
const model = {
  ...network,
  forward(...given: Parameters<typeof network.forward>) {
    tensors = tf.memory().numBytes;
    return network.forward(...given);
  },
};
const hear = ((event) => {
  if (event.type === "step") times.push(event.time);
  if (event.type === "report") losses.push(...event.losses.loss!);
}) as Hook;
await runner({ log: { interval: 1, write: () => {} }, seed: 1, ranks: { syncBatchNorm: false, shardOptimizer: shard } })
  .model(() => ({ ...model, staticGraph: false }))
  .data(synthetic({ batchSize: 16, trainSamples: 16 * Number(steps), valSamples: 16 }))
  .evaluator(accuracy())
  .optimizer(adam({ lr: 1e-3 }))
  .engine(native({ threads: 1 }))
  .hook(hear)
  .train({ steps: Number(steps), dryRun: false });
const all = await gather(Float64Array.of(tensors / 1e6, kilobytes("VmHWM") / 1e3));
if (rank === 0) {
  const [held, most] = [0, 1].map((i) => all.map((each) => Math.round(each[i]!)));
  console.log(JSON.stringify({ ranks: size, shard, tensorsMB: held, mostMB: most, last: losses.at(-1) }));
}
