/**
 * What the loop costs around a step: hooks, log and its file, scalars, the order of the samples, batches that were made in
 * other threads. A run of a network that is almost nothing, beside its bare steps, in turns.
 *
 *     deno run -A bench/loop_overhead.ts [--rounds 7] [--steps 1000] [--of 170]
 *
 * `--of` is the time of a step in milliseconds that the cost is told as a share of, such as ResNet-50's.
 */
import { parseArgs } from "@std/cli/parse-args";
import {
  accuracy,
  crossEntropy,
  dense,
  initialize,
  makeStep,
  type Model,
  model,
  native,
  runner,
  sgd,
  synthetic,
  tf,
} from "../mod.ts";
import { quantile, spread } from "./vs_pytorch/summary.ts";

const flags = parseArgs(Deno.args, {
  string: ["rounds", "steps", "of"],
  default: { rounds: "7", steps: "1000", of: "170" },
});
const steps = Number(flags.steps), batchSize = 32;
const engine = native(), info = await engine.open();

const tiny = (): Model<tf.Tensor4D, tf.Tensor2D> =>
  model({
    staticGraph: true,
    params: { head: dense({ inputs: 3, units: 10 }) },
    forward: (x: tf.Tensor4D, mode, { head }) => head.forward(tf.mean(x, [1, 2]) as tf.Tensor2D, mode),
  });

/** Milliseconds a step of a whole run, its start and end left out. */
async function run(): Promise<number> {
  const workDir = await Deno.makeTempDir();
  let start = 0, end = 0;
  await runner({ workDir, log: { write: () => {}, progress: false } }).model(tiny())
    .data(synthetic({ trainSamples: steps * batchSize, valSamples: batchSize, batchSize })).evaluator(accuracy())
    .optimizer(sgd({ lr: 1e-3 })).engine(engine).hook((event) => {
      if (event.type !== "step") return;
      if (event.step === 100) start = performance.now();
      if (event.step === steps) end = performance.now();
    }).train({ epochs: 1 });
  await Deno.remove(workDir, { recursive: true });
  return (end - start) / (steps - 100);
}

/** Milliseconds a bare step on a batch that is there. */
function bare(): number {
  const network = tiny();
  initialize(network, 0);
  const optimizer = sgd({ lr: 1e-3 });
  const slots = optimizer.init(network.params);
  const step = makeStep({ model: network, loss: crossEntropy(), optimizer, slots, engine: info });
  const x = tf.zeros([batchSize, 32, 32, 3]) as tf.Tensor4D, y = tf.zeros([batchSize], "int32") as tf.Tensor1D;
  let start = 0;
  for (let i = 0; i < steps; i++) {
    if (i === 100) start = performance.now();
    tf.dispose(step({ x, y, size: batchSize }, { step: i, steps, stepsPerEpoch: steps }, i) as tf.NamedTensorMap);
  }
  const time = (performance.now() - start) / (steps - 100);
  tf.dispose([network.params, slots, x, y]);
  return time;
}

const times = { run: [] as number[], bare: [] as number[] };
for (let round = 0; round < Number(flags.rounds); round++) {
  times.run.push(await run());
  times.bare.push(bare());
}
const cost = quantile(times.run, 0.5) - quantile(times.bare, 0.5);
console.log(`a step of a run ${spread(times.run, 2)} ms, a bare step ${spread(times.bare, 2)} ms`);
console.log(
  `the loop: ${cost.toFixed(2)} ms a step, ${(100 * cost / Number(flags.of)).toFixed(2)} % of ${flags.of} ms`,
);
