/**
 * How long a single sample takes, again and again, through all that a user calls: `.predict()` and a predictor of a perceptron, one row of
 * numbers at a time, each answer read.
 *
 *     deno run -A bench/single_predictions.ts [--engine native|wasm|cpu] [--threads 1] [--calls 3000]
 */
import { parseArgs } from "@std/cli/parse-args";
import { cpu, type Engine, initialize, mlp, native, predictor, runner, tf, wasm } from "../mod.ts";
import { quantile } from "./vs_pytorch/summary.ts";

const flags = parseArgs(Deno.args, {
  string: ["engine", "threads", "calls"],
  default: { engine: "native", calls: "3000" },
});
const threads = flags.threads === undefined ? {} : { threads: Number(flags.threads) };
const ENGINES: Readonly<Record<string, () => Engine>> = {
  native: () => native(threads),
  wasm: () => wasm(threads),
  cpu: () => cpu(),
};
const engine = ENGINES[flags.engine]!(), calls = Number(flags.calls), model = mlp({ sizes: [784, 512, 512, 10] });
initialize(model, 0);
const numbers = Float32Array.from({ length: 784 }, (_, i) => Math.sin(i)), row = Array.from(numbers);

async function clocked(what: string, once: () => Promise<unknown>): Promise<void> {
  const times: number[] = [];
  for (let call = 0; call < calls + 500; call++) {
    const began = performance.now();
    await once();
    if (call >= 500) times.push(performance.now() - began);
  }
  const [half, most, least] = [0.5, 0.99, 0].map((share) => quantile(times, share).toFixed(3));
  console.log(`${what} on ${flags.engine}: p50 ${half} ms, p99 ${most} ms, least ${least} ms`);
}

const sentence = runner({ log: false }).model(model).engine(engine);
await engine.open();
const one = tf.tensor2d(numbers, [1, 784]);
await clocked(".predict()", async () => {
  const prediction = await sentence.predict(one) as tf.Tensor;
  await prediction.data();
  prediction.dispose();
});
using predict = await predictor(model, { engine });
await clocked("predictor()", () => predict(row));
