/**
 * A small convolutional network tells coloured shapes apart. It ends by checking its own target.
 *
 *     deno run -A examples/cnn.ts
 */
import {
  accuracy,
  adam,
  batchNorm,
  conv2d,
  dense,
  globalAvgPool,
  maxPool,
  oneCycle,
  relu,
  runner,
  sequential,
  synthetic,
} from "../mod.ts";
import { sayPlainly } from "./flags/say_plainly.ts";

sayPlainly();

const network = sequential(
  conv2d({ channels: 3, filters: 16, kernelSize: 3, padding: 1, bias: false }),
  batchNorm({ channels: 16 }),
  relu(),
  maxPool({ size: 2 }),
  conv2d({ channels: 16, filters: 32, kernelSize: 3, padding: 1, bias: false }),
  batchNorm({ channels: 32 }),
  relu(),
  maxPool({ size: 2 }),
  conv2d({ channels: 32, filters: 64, kernelSize: 3, padding: 1, bias: false }),
  batchNorm({ channels: 64 }),
  relu(),
  globalAvgPool(),
  dense({ inputs: 64, units: 10 }),
);

const { scores } = await runner({ workDir: "work_dirs/cnn" })
  .model(network)
  .data(synthetic({ trainSamples: 2000, valSamples: 500 }))
  .evaluator(accuracy())
  .optimizer(adam({ lr: oneCycle(0.01) }))
  .train({ epochs: 4 });

console.log(`${scores!.accuracy.toFixed(1)} % of the shapes are told apart.`);
if (!(scores!.accuracy >= 80)) throw new Error(`Cannot be content as 80 % should be right: got ${scores!.accuracy}.`);
