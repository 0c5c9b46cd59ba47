/**
 * How long the webgpu engine takes for one training step of a ResNet (inputs 32 by 32, SGD with momentum), and how many
 * dispatches that is; with `--profile` where the time goes, by the device's own clock where it has one.
 *
 *     deno run -A bench/webgpu_step.ts [--model resnet18] [--steps 10] [--batch 32] [--profile]
 */
import { parseArgs } from "@std/cli/parse-args";
import { webgpu } from "../src/engines/webgpu.ts";
import { crossEntropy } from "../src/losses/cross_entropy.ts";
import { resnet18, resnet50 } from "../src/models/resnet.ts";
import { sgd } from "../src/optimizers/sgd.ts";
import { generator, normals } from "../src/tensors/random.ts";
import { initialize } from "../src/tensors/weight.ts";
import { tf } from "../src/tf.ts";
import { makeStep } from "../src/training/step.ts";
import { clockDispatches } from "./webgpu_clock.ts";

const flags = parseArgs(Deno.args, {
  string: ["model", "steps", "batch"],
  boolean: ["profile"],
  default: { model: "resnet18", steps: "10", batch: "32" },
});
const steps = Number(flags.steps), batch = Number(flags.batch), warmup = 2;

const clock = clockDispatches({ timed: flags.profile });
const info = await webgpu({ allowFallback: true }).open();
const model = (flags.model === "resnet50" ? resnet50 : resnet18)({ classes: 10 });
initialize(model, 0);
const optimizer = sgd({ lr: 1e-3, momentum: 0.9 });
const step = makeStep({ model, loss: crossEntropy(), optimizer, slots: optimizer.init(model.params) });
const x = tf.tensor4d(normals(batch * 32 * 32 * 3, generator(1)), [batch, 32, 32, 3]);
const y = tf.tensor1d(Array.from({ length: batch }, (_, i) => i % 10), "int32");
console.log(
  `${info.version} on ${info.device}, Deno ${Deno.version.deno}, ${flags.model}, batch ${batch}, 32x32, momentum`,
);

const times: number[] = [];
let tensors = 0, gpu = 0;
const held = () => (tf.memory() as unknown as { numBytesAllocatedInGPU: number }).numBytesAllocatedInGPU / 1e6;
for (let i = 0; i < warmup + steps; i++) {
  if (i === warmup) {
    [tensors, gpu] = [tf.memory().numTensors, held()];
    clock.forget();
  }
  const start = performance.now();
  const losses = step({ x, y, size: batch }, { step: i, steps: warmup + steps, stepsPerEpoch: steps }, i);
  const asked = performance.now() - start;
  const [loss] = await losses.loss!.data();
  tf.dispose(losses as tf.NamedTensorMap);
  const ms = performance.now() - start;
  if (i >= warmup) times.push(ms);
  console.log(`step ${i}  ${ms.toFixed(0)} ms, of which ${asked.toFixed(0)} asking  loss ${loss!.toFixed(4)}`);
}
times.sort((a, b) => a - b);
const at = (share: number) => times[Math.floor(share * (times.length - 1))]!.toFixed(0);
console.log(`median ${at(0.5)} ms, middle half ${at(0.25)} to ${at(0.75)} ms, least ${at(0)} ms, most ${at(1)} ms`);
console.log(`${(clock.dispatches() / steps).toFixed(0)} dispatches a step`);
console.log(`tensors ${tensors} then ${tf.memory().numTensors}, device memory ${gpu} MB then ${held()} MB`);
if (flags.profile) {
  for (const { program, calls, ms } of (await clock.read()).slice(0, 20)) {
    console.log(
      `${program.padEnd(28)} ${(calls / steps).toFixed(0).padStart(5)} dispatches ${(ms / steps).toFixed(1)} ms`,
    );
  }
}
