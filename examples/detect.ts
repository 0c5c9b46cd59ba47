/**
 * A detector without anchors finds shapes and their boxes. It ends by checking its own target: a mean average precision of 0.5, at
 * overlaps of a half, or what `--at-least` says.
 *
 *     deno run -A examples/detect.ts [--epochs N] [--samples N] [--at-least SCORE] [--work-dir DIR]
 */
import {
  adam,
  batchNorm,
  conv2d,
  dataset,
  fcos,
  fcosLoss,
  meanAveragePrecision,
  model,
  normalize,
  oneCycle,
  randomFlip,
  relu,
  runner,
  sequential,
  stage,
  type tf,
} from "../mod.ts";
import { readFlags } from "./flags/read_flags.ts";
import { boxed, SHAPES } from "./scenes/draw_scenes.ts";

const flags = readFlags("detect.ts [--epochs N] [--samples N] [--at-least SCORE] [--work-dir DIR]", {
  ...{ texts: ["work-dir"], counts: ["epochs", "samples"], numbers: ["at-least"] },
});
const { epochs = 5, samples = 400, "at-least": least = 0.5, "work-dir": workDir = "work_dirs/detect" } = flags;

/** A small network of four stages; `resnet50({ weights })` takes its place where images are photographs. */
function backbone() {
  const down = (channels: number, filters: number) =>
    sequential(
      ...[
        conv2d({ channels, filters, kernelSize: 3, stride: 2, padding: 1, bias: false }),
        batchNorm({ channels: filters }),
        relu(),
      ] as const,
      ...[
        conv2d({ channels: filters, filters, kernelSize: 3, padding: 1, bias: false }),
        batchNorm({ channels: filters }),
        relu(),
      ] as const,
    );
  const widths = [16, 32, 64];
  const stages = widths.map((channels, i) =>
    stage({ channels, reduction: 2 << i, params: { [`down${i}`]: down(widths[i - 1] ?? 3, channels) } })
  );
  return model({ name: "small", params: {}, stages, forward: (x: tf.Tensor4D) => x });
}

const { scores } = await runner({ workDir })
  .model(
    fcos({ classes: SHAPES.length, backbone: backbone(), stages: [1, 2], extra: 0, width: 32, depth: 1, most: 10 }),
  )
  .data(dataset({
    train: boxed(samples, 0, 48),
    val: boxed(100, 1, 48),
    batchSize: 8,
    transforms: [randomFlip()],
    normalize: normalize({ mean: [0.5, 0.5, 0.5], std: [0.25, 0.25, 0.25] }),
    loss: fcosLoss(),
  }))
  .evaluator(meanAveragePrecision({ classes: SHAPES.length, perClass: SHAPES }))
  .optimizer(adam({ lr: oneCycle(0.005) }))
  .train({ epochs });

console.log(`Shapes are found with a mean average precision of ${scores!.mAP_50.toFixed(2)}.`);
if (!(scores!.mAP_50 >= least)) {
  throw new Error(`Cannot be content as it should be ${least} at least: got ${scores!.mAP_50}.`);
}
