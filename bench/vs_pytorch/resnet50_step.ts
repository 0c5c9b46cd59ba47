/**
 * One training step of ResNet-50 (inputs 32 by 32, SGD with momentum, the loss read each step) on the native engine and
 * in PyTorch's eager mode: blocks of steps in turns, so that both meet the same noise of the machine.
 *
 *     deno run -A bench/vs_pytorch/resnet50_step.ts --python /path/to/python
 *         [--blocks 12] [--steps 5] [--batch 32] [--classes 10] [--layout contiguous|channels_last] [--compile] [--profile]
 *
 * The Python needs torch. `--compile` runs a step as one function; `--profile` prints where native's time goes, and how
 * many operations a step executes.
 */
import { parseArgs } from "@std/cli/parse-args";
import { native } from "../../src/engines/native.ts";
import { crossEntropy } from "../../src/losses/cross_entropy.ts";
import { resnet50 } from "../../src/models/resnet.ts";
import { sgd } from "../../src/optimizers/sgd.ts";
import { generator, normals } from "../../src/tensors/random.ts";
import { initialize } from "../../src/tensors/weight.ts";
import { tf } from "../../src/tf.ts";
import { makeStep } from "../../src/training/step.ts";

const flags = parseArgs(Deno.args, {
  string: ["python", "blocks", "steps", "batch", "classes", "layout"],
  boolean: ["compile", "profile"],
  default: { python: "python3", blocks: "12", steps: "5", batch: "32", classes: "10", layout: "contiguous" },
});
const blocks = Number(flags.blocks), steps = Number(flags.steps), batch = Number(flags.batch), warmup = 3;

const info = await native({ compile: flags.compile }).open();
const { binding } = tf.backend() as unknown as { binding: { readonly executed: number } };
const model = resnet50({ classes: Number(flags.classes) });
initialize(model, 0);
const optimizer = sgd({ lr: 1e-3, momentum: 0.9 });
const slots = optimizer.init(model.params);
const step = makeStep({ model, loss: crossEntropy(), optimizer, slots, engine: info });
const x = tf.tensor4d(normals(batch * 32 * 32 * 3, generator(1)), [batch, 32, 32, 3]);
const y = tf.tensor1d(Array.from({ length: batch }, (_, i) => i % 10), "int32");

const raptor = (count: number): number[] =>
  Array.from({ length: count }, (_, i) => {
    const start = performance.now();
    const losses = step({ x, y, size: batch }, { step: i, steps: count, stepsPerEpoch: count }, i);
    losses.loss!.dataSync();
    tf.dispose(losses as tf.NamedTensorMap);
    return performance.now() - start;
  });

const script = new URL("./resnet50_step.py", import.meta.url).pathname;
const child = new Deno.Command(flags.python, {
  args: [script, String(batch), flags.classes, flags.layout],
  stdin: "piped",
  stdout: "piped",
}).spawn();
const questions = child.stdin.getWriter();
const answers = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
let pending = "";
const answer = async (): Promise<string> => {
  while (!pending.includes("\n")) {
    const { value, done } = await answers.read();
    if (done) throw new Error(`Cannot time PyTorch as ${script} ended: got no answer from ${flags.python}`);
    pending += value;
  }
  const [line, ...rest] = pending.split("\n");
  pending = rest.join("\n");
  return line!;
};
const pytorch = async (count: number): Promise<number[]> => {
  await questions.write(new TextEncoder().encode(`${count}\n`));
  return (await answer()).split(" ").map(Number);
};

const [version, threads] = (await answer()).split(" ");
raptor(warmup);
await pytorch(warmup);
const spent = new Map<string, { calls: number; ms: number }>();
if (flags.profile) profile();
const before = { executed: binding.executed, tensors: tf.memory().numTensors };
const times = { raptor: [] as number[], pytorch: [] as number[] };
for (let block = 0; block < blocks; block++) {
  times.raptor.push(...raptor(steps));
  times.pytorch.push(...await pytorch(steps));
}
await questions.close();
await child.status;

const sorted = { raptor: times.raptor.toSorted((a, b) => a - b), pytorch: times.pytorch.toSorted((a, b) => a - b) };
const at = (list: readonly number[], share: number) => list[Math.round(share * (list.length - 1))]!;
console.log(`ResNet-50, ${batch}x32x32x3, ${flags.classes} classes, ${blocks} blocks of ${steps} steps each, in turns`);
for (const [name, list] of Object.entries(sorted)) {
  const who = name === "raptor"
    ? `Raptor on ${info.version}, ${info.threads} threads`
    : `PyTorch ${version}, ${threads} threads, ${flags.layout}`;
  const [least, low, median, high, most] = [0, 0.25, 0.5, 0.75, 1].map((share) => at(list, share).toFixed(0));
  console.log(`${who}: median ${median} ms, middle half ${low} to ${high}, least ${least}, most ${most}`);
}
const ratio = (share: number) => (at(sorted.raptor, share) / at(sorted.pytorch, share)).toFixed(2);
console.log(`Raptor / PyTorch: ${ratio(0.5)} of the median, ${ratio(0)} of the least`);
const executed = (binding.executed - before.executed) / (blocks * steps);
console.log(`operations a step: ${executed}; tensors: ${before.tensors} before, ${tf.memory().numTensors} after`);
for (const [kernel, { calls, ms }] of [...spent].sort(([, a], [, b]) => b.ms - a.ms).slice(0, 16)) {
  const [count, time] = [calls, ms].map((sum) => sum / (blocks * steps));
  console.log(`${kernel.padEnd(24)} ${count!.toFixed(0).padStart(5)} calls ${time!.toFixed(1).padStart(7)} ms`);
}

/** Wraps every kernel in a clock. */
function profile(): void {
  for (const kernel of tf.getKernelsForBackend(info.backend)) {
    tf.unregisterKernel(kernel.kernelName, info.backend);
    tf.registerKernel({
      ...kernel,
      kernelFunc: (parameters) => {
        const start = performance.now();
        const outputs = kernel.kernelFunc(parameters);
        const { calls, ms } = spent.get(kernel.kernelName) ?? { calls: 0, ms: 0 };
        spent.set(kernel.kernelName, { calls: calls + 1, ms: ms + performance.now() - start });
        return outputs;
      },
    });
  }
}
