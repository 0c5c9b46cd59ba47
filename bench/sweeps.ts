/**
 * Many small runs in one process, as a sweep over learning rates makes them: what a run takes at the beginning and at the end,
 * and whether memory grows.
 *
 *     deno run -A bench/sweeps.ts [--runs 200] [--engine native|wasm|cpu]
 */
import { parseArgs } from "@std/cli/parse-args";
import { arrays, cpu, crossEntropy, type Engine, mlp, native, runner, sgd, tf, wasm } from "../mod.ts";
import { generator, normals } from "../src/tensors/random.ts";
import { spread } from "./vs_pytorch/summary.ts";

const ENGINES: Readonly<Record<string, () => Engine>> = {
  native: () => native(),
  wasm: () => wasm(),
  cpu: () => cpu(),
};
const flags = parseArgs(Deno.args, { string: ["runs", "engine"], default: { runs: "200", engine: "native" } });
const runs = Number(flags.runs), engine = ENGINES[flags.engine]!(), samples = 256;

const numbers = normals(samples * 8, generator(0));
const x = Array.from({ length: samples }, (_, i) => Array.from(numbers.subarray(8 * i, 8 * i + 8)));
const y = Int32Array.from(x, (row) => row[0]! > 0 ? 1 : 0);
const sentence = (lr: number) =>
  runner({ seed: 0, log: { write: () => {}, progress: false } }).model(() => mlp({ sizes: [8, 16, 2] }))
    .data(arrays({ x, y, batchSize: 32 })).loss(crossEntropy()).optimizer(sgd({ lr })).engine(engine);

const times: number[] = [], memory: number[] = [], tensors: number[] = [];
for (let i = 0; i < runs; i++) {
  const began = performance.now();
  const { model } = await sentence(10 ** (-3 + 3 * i / runs)).train({ epochs: 5 });
  times.push(performance.now() - began);
  tf.dispose(model.params);
  memory.push(Deno.memoryUsage().rss / 2 ** 20);
  tensors.push(tf.memory().numTensors);
}
const tenth = Math.max(1, Math.floor(runs / 10));
const at = (i: number) => `${memory[i]!.toFixed(0)} MiB and ${tensors[i]} tensors after run ${i + 1}`;
console.log(
  `${runs} runs of 40 steps on ${flags.engine}, ${(times.reduce((a, b) => a + b) / 1000).toFixed(1)} s in all`,
);
console.log(`the first ${times[0]!.toFixed(0)} ms; runs 2 to ${tenth}: ${spread(times.slice(1, tenth))} ms`);
console.log(`the last ${tenth}: ${spread(times.slice(-tenth))} ms`);
console.log([0, tenth - 1, Math.floor(runs / 2), runs - 1].map(at).join("; "));
