/**
 * Labelled images. They stay bytes in one large array until their batch is made: in another thread while a step runs
 * where that can be, else between steps, which costs a fraction of a millisecond for 32 images of CIFAR.
 */
import { given, requireRange, settle } from "../options/settle.ts";
import type { Settings } from "../settings.ts";
import type { DatasetWithLoss } from "../dataset.ts";
import type { tf } from "../tf.ts";
import type { Conversion, ImageShape, Transform } from "../transform.ts";
import { datasetOf } from "../loading/dataset_of.ts";
import { checkFit, checkWay } from "../loading/fit.ts";
import { checkLabels } from "../loading/labels.ts";
import { countBatches } from "../loading/picks.ts";
import { crossEntropy } from "../losses/cross_entropy.ts";
import { inOrder } from "../orders/in_order.ts";
import { shuffled } from "../orders/shuffled.ts";
import { bytesOf } from "../pixels/bytes_of.ts";
import type { Source } from "../source.ts";
import { type LabelledImages, memoryImages, share } from "../sources/memory_images.ts";

/** Images to learn from and images to be judged on. */
export interface ImageSplits {
  /** To learn from. */
  readonly train: LabelledImages;
  /** To be judged on. */
  readonly val: LabelledImages;
}

/** What images there are and how they come. */
export interface ImagesOptions {
  /** A word for logs. Default `images`. */
  readonly name?: string;
  /** How it was made, as plain data, where it is made by a function of yours. Default these options. */
  readonly settings?: Settings;
  /** The names of the classes, in the order of their labels. */
  readonly classes: readonly string[];
  /** Height, width and channels of every image. */
  readonly shape: ImageShape;
  /** Reads or makes the images; called once, by `open`. */
  readonly read: () => ImageSplits | Promise<ImageSplits>;
  /** How bytes become numbers, such as `normalize({ mean: [0.5], std: [0.25] })`. */
  readonly normalize: Conversion;
  /** Images in a batch. Default 32. */
  readonly batchSize?: number;
  /** What happens to the images to learn from, in order. Default nothing. */
  readonly augment?: readonly Transform[];
  /** Threads that make the batches of an epoch of 100 or more; 0 is the one of the step. Default 1, or 0 on one core. */
  readonly workers?: number;
  /** What `read` asks of Deno as things stand; called each time someone wants to know. Default nothing. */
  readonly permissions?: () => readonly Deno.PermissionDescriptor[];
}

/**
 * A dataset of labelled images that fit into memory, with {@linkcode crossEntropy} as its loss.
 *
 * The order of an epoch is a pure function of (seed, epoch), the augmentation of an image of (seed, epoch, image). A
 * batch is a float32 tensor `[n, height, width, channels]` and int32 labels `[n]`; the last one may be smaller.
 *
 * @throws {RangeError} If the batch size is wrong or the images do not fit the transforms; from `open`, if there are no
 * images, too few bytes, or a label that names no class.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { images, normalize } from "jsr:@raptor/raptor";
 *
 * const black = { pixels: new Uint8Array(2 * 4), labels: Uint8Array.of(0, 1) };
 * const data = images({
 *   classes: ["night", "coal"],
 *   shape: [2, 2, 1],
 *   read: () => ({ train: black, val: black }),
 *   normalize: normalize({ mean: [0.5], std: [0.5] }),
 * });
 * await data.open!();
 * for await (const { x, y } of data.train({ epoch: 0, seed: 0 })) {
 *   assertEquals(x.shape, [2, 2, 2, 1]);
 *   x.dispose();
 *   y.dispose();
 * }
 * ```
 */
export function images(options: ImagesOptions): DatasetWithLoss<tf.Tensor4D, tf.Tensor1D, tf.Tensor2D> {
  const { name = "images", settings, classes, shape, read, normalize, batchSize = 32, augment = [] } = given(options);
  const { workers = besideTheStep(), permissions = () => [] } = given(options);
  const values = { name, classes, shape, read, normalize, batchSize, augment, workers, settings };
  const usual = settle("images", options, { ...values, permissions: undefined });
  requireRange("images", "a function", { read, permissions });
  requireRange("images", "a list", { shape });
  checkWay(name, { augment }, normalize);
  checkFit(shape, augment, normalize);
  checkFit(shape, [], normalize);
  // A short pass is over before another thread has begun.
  const pays = (batches: number) => batches >= 100;
  const source = (images: LabelledImages, which: string): Source => {
    checkImages(images, shape, classes.length, `the ${which} images of ${name}`);
    const inThreads = workers > 0 && pays(countBatches({ size: images.labels.length, batchSize }));
    return memoryImages({ ...inThreads ? share(images) : images, shape, classes });
  };
  return datasetOf({
    ...{ name, settings: settings ?? usual, classes, batchSize, conversion: normalize, workers, pays, permissions },
    loss: crossEntropy(),
    order: shuffled(),
    valOrder: inOrder(),
    transforms: augment,
    valTransforms: [],
    async open() {
      const { train, val } = await read();
      return { train: source(train, "training"), val: source(val, "validation") };
    },
  }) as DatasetWithLoss<tf.Tensor4D, tf.Tensor1D, tf.Tensor2D>;
}

function checkImages({ pixels, labels }: LabelledImages, shape: ImageShape, classes: number, which: string): void {
  if (labels.length === 0) {
    throw new RangeError(`Cannot use ${which} as there must be at least one: got none. Give more samples.`);
  }
  if (pixels.length !== labels.length * bytesOf(shape)) {
    throw new RangeError(
      `Cannot use ${which} as ${labels.length} images of ${shape.join(" x ")} take ${labels.length * bytesOf(shape)} ` +
        `bytes: got ${pixels.length}. Check the shape, or whether the data was cut short.`,
    );
  }
  checkLabels(labels, classes, which);
}

/** One thread makes batches faster than any model takes them. */
function besideTheStep(): number {
  return navigator.hardwareConcurrency > 1 ? 1 : 0;
}
