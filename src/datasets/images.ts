/**
 * Labelled images. They stay bytes in one large array until their batch is made: in another thread while a step runs
 * where that can be, else between steps, which costs a fraction of a millisecond for 32 images of CIFAR.
 */
import type { Batch, BatchCounts, DatasetWithLoss } from "../dataset.ts";
import { crossEntropy } from "../losses/cross_entropy.ts";
import { mixSeed } from "../tensors/random.ts";
import type { Conversion, ImageShape, Transform } from "../transform.ts";
import { tf } from "../tf.ts";
import { bytesOf, type Developed, developer, type LabelledImages } from "./develop.ts";
import { developAhead, share } from "./develop_ahead.ts";
import { checkBatchSize, checkLabels, countBatches, picks } from "./picks.ts";

export type { LabelledImages };

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
 * import { normalize } from "../transforms/normalize.ts";
 * import { images } from "./images.ts";
 *
 * const black = { pixels: new Uint8Array(2 * 4), labels: Uint8Array.of(0, 1) };
 * const data = images({
 *   classes: ["night", "coal"],
 *   shape: [2, 2, 1],
 *   read: () => ({ train: black, val: black }),
 *   normalize: normalize({ mean: [0.5], std: [0.5] }),
 * });
 * await data.open!();
 * for await (const { x, y } of data.train(0, 0)) {
 *   assertEquals(x.shape, [2, 2, 2, 1]);
 *   x.dispose();
 *   y.dispose();
 * }
 * ```
 */
export function images(
  { name = "images", classes, shape, read, normalize, batchSize = 32, augment = [], permissions = () => [] }:
    ImagesOptions,
): DatasetWithLoss<tf.Tensor4D, tf.Tensor1D, tf.Tensor2D> {
  checkBatchSize(batchSize);
  const develop = { train: developer(shape, augment, normalize), val: developer(shape, [], normalize) };
  // A short epoch is over before another thread has begun.
  const isLong = ({ labels }: LabelledImages) => labels.length >= LONG * batchSize;
  function* between(from: LabelledImages, order: Iterable<Uint32Array>, seed: number): Generator<ImageBatch> {
    for (const picked of order) yield toTensors(develop.train(from, picked, seed), develop.train.shape);
  }
  async function* later(from: LabelledImages, order: Iterable<Uint32Array>, seed: number): AsyncGenerator<ImageBatch> {
    const ahead = await developAhead(from, shape, augment, normalize);
    if (ahead === undefined) return yield* between(from, order, seed);
    try {
      const asked: Promise<Developed>[] = [];
      for (const picked of order) {
        asked.push(ahead.develop(picked, seed));
        if (asked.length > AHEAD) yield toTensors(await asked.shift()!, develop.train.shape);
      }
      for (const developed of asked) yield toTensors(await developed, develop.train.shape);
    } finally {
      ahead.stop();
    }
  }
  let splits: ImageSplits | undefined;
  const opened = () => {
    if (splits !== undefined) return splits;
    throw new Error(
      `Cannot make batches of ${name} as it must be open first: got no images. Call await open() before.`,
    );
  };
  const size = (split: keyof ImageSplits) => opened()[split].labels.length;
  return Object.freeze({
    name,
    loss: crossEntropy(),
    classes: Object.freeze([...classes]),
    get permissions(): readonly Deno.PermissionDescriptor[] {
      return permissions();
    },
    get batches(): BatchCounts {
      if (splits === undefined) return {};
      const count = (split: keyof ImageSplits) => countBatches({ size: size(split), batchSize });
      return { train: count("train"), val: count("val") };
    },
    async open() {
      if (splits !== undefined) return;
      const made = await read();
      checkImages(made.train, shape, classes.length, `the training images of ${name}`);
      checkImages(made.val, shape, classes.length, `the validation images of ${name}`);
      splits = isLong(made.train) ? { ...made, train: share(made.train) } : made;
    },
    train(epoch: number, seed: number) {
      const { train } = opened();
      const order = picks({ size: size("train"), batchSize, shuffle: { epoch, seed } });
      const augmentSeed = mixSeed(seed, "augment", epoch);
      return isLong(train) ? later(train, order, augmentSeed) : between(train, order, augmentSeed);
    },
    *val() {
      const { val } = opened();
      for (const picked of picks({ size: size("val"), batchSize })) {
        yield toTensors(develop.val(val, picked, 0), develop.val.shape);
      }
    },
  });
}

type ImageBatch = Batch<tf.Tensor4D, tf.Tensor1D>;

function toTensors({ x, y }: Developed, shape: ImageShape): ImageBatch {
  return { x: tf.tensor4d(x, [y.length, ...shape]), y: tf.tensor1d(y, "int32"), size: y.length };
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

const LONG = 100;
const AHEAD = 3;
