/**
 * A U-Net tells of every pixel which shape lies there. It ends by checking its own target: regions overlap with those that are
 * there by four fifths, or by what `--at-least` says.
 *
 *     deno run -A examples/segment.ts [--epochs N] [--samples N] [--at-least PERCENT] [--work-dir DIR]
 */
import {
  adam,
  colorJitter,
  crossEntropy,
  dataset,
  iou,
  normalize,
  oneCycle,
  randomAffine,
  randomFlip,
  runner,
  unet,
} from "../mod.ts";
import { readFlags } from "./flags/read_flags.ts";
import { masked, SHAPES } from "./scenes/draw_scenes.ts";

const flags = readFlags("segment.ts [--epochs N] [--samples N] [--at-least PERCENT] [--work-dir DIR]", {
  ...{ texts: ["work-dir"], counts: ["epochs", "samples"], numbers: ["at-least"] },
});
const { epochs = 5, samples = 400, "at-least": least = 80, "work-dir": workDir = "work_dirs/segment" } = flags;

const { scores } = await runner({ workDir })
  .model(unet({ classes: 1 + SHAPES.length, widths: [12, 24, 48, 48] }))
  .data(dataset({
    train: masked(samples, 0, 48),
    val: masked(100, 1, 48),
    batchSize: 8,
    // The mask goes where the pixels go.
    transforms: [randomFlip(), randomAffine({ degrees: 10, scale: [0.9, 1.1] }), colorJitter({ brightness: 0.1 })],
    normalize: normalize({ mean: [0.5, 0.5, 0.5], std: [0.25, 0.25, 0.25] }),
  }))
  .loss(crossEntropy({ classWeights: [0.3, 1, 1, 1] }))
  .evaluator(iou({ classes: 1 + SHAPES.length, perClass: ["background", ...SHAPES] }))
  .optimizer(adam({ lr: oneCycle(0.005) }))
  .train({ epochs });

console.log(`Regions overlap with those that are there by ${scores!.iou.toFixed(1)} %.`);
if (!(scores!.iou >= least)) {
  throw new Error(`Cannot be content as regions should overlap by ${least} %: got ${scores!.iou}.`);
}
