/**
 * How long the wasm engine takes for one training step of ResNet-50 (inputs 32 by 32, SGD with momentum), and whether
 * its memory stays as it is.
 *
 *     deno run -A bench/wasm_step.ts [--steps 15] [--batch 32] [--threads 2] [--profile]
 */
import { parseArgs } from "@std/cli/parse-args";
import { wasm } from "../src/engines/wasm.ts";
import { crossEntropy } from "../src/losses/cross_entropy.ts";
import { resnet50 } from "../src/models/resnet.ts";
import { sgd } from "../src/optimizers/sgd.ts";
import { generator, normals } from "../src/tensors/random.ts";
import { initialize } from "../src/tensors/weight.ts";
import { tf } from "../src/tf.ts";
import { makeStep } from "../src/training/step.ts";
import { clockKernels } from "./kernel_clock.ts";

const flags = parseArgs(Deno.args, {
  string: ["steps", "batch", "threads"],
  boolean: ["profile"],
  default: { steps: "15", batch: "32" },
});
const steps = Number(flags.steps), batch = Number(flags.batch), warmup = 3;

const info = await wasm(flags.threads ? { threads: Number(flags.threads) } : {}).open();
const model = resnet50({ classes: 10 });
initialize(model, 0);
const optimizer = sgd({ lr: 1e-3, momentum: 0.9 });
const step = makeStep({ model, loss: crossEntropy(), optimizer, slots: optimizer.init(model.params) });
const x = tf.tensor4d(normals(batch * 32 * 32 * 3, generator(1)), [batch, 32, 32, 3]);
const y = tf.tensor1d(Array.from({ length: batch }, (_, i) => i % 10), "int32");

const clock = flags.profile ? clockKernels("wasm") : undefined;

const times: number[] = [];
const heap = () => (tf.backend() as unknown as { wasm: { HEAPU8: Uint8Array } }).wasm.HEAPU8.length / 1e6;
let before = { tensors: 0, heap: 0 };
for (let i = 0; i < warmup + steps; i++) {
  if (i === warmup) {
    before = { tensors: tf.memory().numTensors, heap: heap() };
    clock?.forget();
  }
  const start = performance.now();
  const losses = step({ x, y, size: batch }, { step: i, steps: warmup + steps, stepsPerEpoch: steps }, i);
  const loss = losses.loss!.dataSync()[0]!;
  tf.dispose(losses as tf.NamedTensorMap);
  const ms = performance.now() - start;
  if (i >= warmup) times.push(ms);
  console.log(`step ${i}  ${ms.toFixed(0)} ms  loss ${loss.toFixed(4)}`);
}
times.sort((a, b) => a - b);
const at = (share: number) => times[Math.floor(share * (times.length - 1))]!.toFixed(0);
console.log(
  `${info.version}, ${info.threads} threads, Deno ${Deno.version.deno}, ResNet-50, batch ${batch}, 32x32, SGD with momentum`,
);
console.log(`median ${at(0.5)} ms, middle half ${at(0.25)} to ${at(0.75)} ms, least ${at(0)} ms, most ${at(1)} ms`);
console.log(`tensors ${before.tensors} then ${tf.memory().numTensors}, heap ${before.heap} MB then ${heap()} MB`);
for (const line of clock?.lines(steps) ?? []) console.log(line);
