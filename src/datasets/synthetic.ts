/** Drawn images that stand in for photographs where none can be had: the first command works without a network. */
import { given, requireRange, settle } from "../options/settle.ts";
import type { DatasetWithLoss } from "../dataset.ts";
import type { LabelledImages } from "../sources/memory_images.ts";
import { generator, mixSeed } from "../tensors/random.ts";
import type { tf } from "../tf.ts";
import type { Augment, Conversion } from "../transform.ts";
import { cifar10Augmentation, cifar10Normalization } from "./cifar10.ts";
import { drawShape, SHAPES } from "./synthetic/draw_shape.ts";
import { images } from "./images.ts";

/** How many images are drawn, and how they come. */
export interface SyntheticOptions {
  /** Images in a batch. Default 32. */
  readonly batchSize?: number;
  /** Images to learn from. Default 5000. */
  readonly trainSamples?: number;
  /** Images to be judged on. Default 1000. */
  readonly valSamples?: number;
  /** The seed of the drawings, an unsigned 32-bit integer; the runner's seed has no part in them. Default 0. */
  readonly seed?: number;
  /** Random crop and flip (true), nothing (false), or transforms of one's own. Default true. */
  readonly augment?: Augment;
  /** How bytes become numbers. Default CIFAR-10's mean and standard deviation. */
  readonly normalize?: Conversion;
  /** Threads that make the batches; 0 is the one of the step. Default 1, or 0 on one core. */
  readonly workers?: number;
}

/**
 * Ten classes of drawn 32 x 32 RGB images: a disc, a ring, a square and so on, in varying colour, place and size, under
 * noise. Each class has a favourite colour, so that even a small network soon does better than chance.
 *
 * @throws {RangeError} If a number is no whole number above 0.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { synthetic } from "jsr:@raptor/raptor";
 *
 * const data = synthetic({ batchSize: 4, trainSamples: 4, valSamples: 2 });
 * await data.open!();
 * for await (const { x, y } of data.train({ epoch: 0, seed: 0 })) {
 *   assertEquals([x.shape, y.shape], [[4, 32, 32, 3], [4]]);
 *   x.dispose();
 *   y.dispose();
 * }
 * ```
 */
export function synthetic(
  options: SyntheticOptions = {},
): DatasetWithLoss<tf.Tensor4D, tf.Tensor1D, tf.Tensor2D> {
  const { batchSize = 32, trainSamples = 5000, valSamples = 1000, seed = 0, augment = true, workers } = given(options);
  const { normalize = cifar10Normalization() } = given(options);
  const values = { batchSize, trainSamples, valSamples, seed, augment, normalize, workers };
  const settings = settle("synthetic", options, values);
  requireRange("synthetic", "a whole number of at least 0", { seed });
  for (const [option, value] of Object.entries({ trainSamples, valSamples })) {
    if (Number.isSafeInteger(value) && value > 0) continue;
    throw new RangeError(
      `Cannot draw images as ${option} must be a whole number above 0: got ${value}. The default is a good start.`,
    );
  }
  return images({
    name: "synthetic",
    settings,
    classes: SHAPES,
    shape: [SIDE, SIDE, 3],
    read: () => ({ train: draw(trainSamples, mixSeed(seed, "train")), val: draw(valSamples, mixSeed(seed, "val")) }),
    normalize,
    augment: cifar10Augmentation(augment),
    ...workers === undefined ? {} : { workers },
    batchSize,
  });
}

const SIDE = 32;

function draw(count: number, seed: number): LabelledImages {
  const bytes = SIDE * SIDE * 3;
  const pixels = new Uint8Array(count * bytes);
  const labels = Uint8Array.from({ length: count }, (_, i) => i % SHAPES.length);
  for (let i = 0; i < count; i++) {
    drawShape(pixels.subarray(i * bytes, (i + 1) * bytes), SIDE, labels[i]!, generator(mixSeed(seed, i)));
  }
  return { pixels, labels };
}
