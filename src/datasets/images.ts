/**
 * Labelled images. They stay bytes in one large array until their batch is made; then they are augmented, converted
 * and become tensors in one go, which costs a fraction of a millisecond for 32 images of CIFAR.
 */
import type { Batch, BatchCounts, DatasetWithLoss } from "../dataset.ts";
import { crossEntropy } from "../losses/cross_entropy.ts";
import { generator, mixSeed } from "../tensors/random.ts";
import type { Conversion, ImageShape, Transform } from "../transform.ts";
import { tf } from "../tf.ts";
import { checkBatchSize, checkLabels, countBatches, picks } from "./picks.ts";

/** Images of one shape, with their labels. */
export interface LabelledImages {
  /** One image after the other: rows of pixels, channels last. */
  readonly pixels: Uint8Array;
  /** The class of each image, counted from 0. */
  readonly labels: Uint8Array | Int32Array;
}

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
      splits = made;
    },
    *train(epoch: number, seed: number) {
      const { train } = opened();
      for (const picked of picks({ size: size("train"), batchSize, shuffle: { epoch, seed } })) {
        yield develop.train(train, picked, mixSeed(seed, "augment", epoch));
      }
    },
    *val() {
      const { val } = opened();
      for (const picked of picks({ size: size("val"), batchSize })) yield develop.val(val, picked);
    },
  });
}

type Develop = (from: LabelledImages, picked: Uint32Array, seed?: number) => Batch<tf.Tensor4D, tf.Tensor1D>;

function developer(shape: ImageShape, transforms: readonly Transform[], conversion: Conversion): Develop {
  const steps = transforms.map((transform) => {
    const inputShape = shape;
    shape = transform.outputShape(shape);
    return { transform, inputShape, output: new Uint8Array(bytesOf(shape)) };
  });
  const inputBytes = steps.length === 0 ? bytesOf(shape) : bytesOf(steps[0]!.inputShape);
  const outputBytes = bytesOf(shape);
  const convert = conversion.converter(shape[2]);
  return ({ pixels, labels }, picked, seed = 0) => {
    const x = new Float32Array(picked.length * outputBytes);
    const y = new Int32Array(picked.length);
    for (let i = 0; i < picked.length; i++) {
      const index = picked[i]!;
      const next = generator(mixSeed(seed, index));
      let image = pixels.subarray(index * inputBytes, (index + 1) * inputBytes);
      for (const { transform, inputShape, output } of steps) {
        transform.apply(image, output, inputShape, next);
        image = output;
      }
      convert(image, x, i * outputBytes);
      y[i] = labels[index]!;
    }
    return {
      x: tf.tensor4d(x, [picked.length, ...shape]),
      y: tf.tensor1d(y, "int32"),
      size: picked.length,
    };
  };
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

function bytesOf([height, width, channels]: ImageShape): number {
  return height * width * channels;
}
