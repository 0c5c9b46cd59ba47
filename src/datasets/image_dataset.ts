/** What the datasets of images have in common: sources of images in, batches in threads out. */
import type { BatchCounts, Batches, DatasetWithLoss } from "../dataset.ts";
import { crossEntropy } from "../losses/cross_entropy.ts";
import { mixSeed } from "../tensors/random.ts";
import type { tf } from "../tf.ts";
import type { Conversion, Transform } from "../transform.ts";
import { type ImagePass, passAhead, passBetween } from "./image_pass.ts";
import type { ImageSource } from "./image_source.ts";
import { checkBatchSize, countBatches, picks } from "./picks.ts";

/** Images of all splits, once they are known. */
export interface ImageSets {
  /** The names of the classes, in the order of their labels. */
  readonly classes: readonly string[];
  /** To learn from. */
  readonly train: ImageSource;
  /** To be judged on. */
  readonly val?: ImageSource;
  /** For the last judgement. */
  readonly test?: ImageSource;
}

/** The parts of a dataset of images. */
export interface ImageDatasetParts {
  /** A word for logs. */
  readonly name: string;
  /** The names of the classes, where they are known before `open`. */
  readonly classes?: readonly string[];
  /** Images in a batch. */
  readonly batchSize: number;
  /** What happens to images to learn from. */
  readonly augment: readonly Transform[];
  /** What happens to all others. */
  readonly fit: readonly Transform[];
  /** What happens to all of them last. */
  readonly normalize: Conversion;
  /** Threads that make batches; 0 is the one of the step. */
  readonly workers: number;
  /** Whether a pass of so many batches is long enough for threads to pay. */
  readonly pays: (batches: number) => boolean;
  /** What `open` asks of Deno as things stand. */
  readonly permissions: () => readonly Deno.PermissionDescriptor[];
  /** Finds the images; called once. */
  readonly open: () => ImageSets | Promise<ImageSets>;
}

type Split = "train" | "val" | "test";

/**
 * A dataset of images, with {@linkcode crossEntropy} as its loss.
 *
 * @throws {RangeError} If the batch size is no whole number above 0, or the threads are no whole number.
 */
export function imageDataset(
  { name, classes, batchSize, augment, fit, normalize, workers, pays, permissions, open }: ImageDatasetParts,
): DatasetWithLoss<tf.Tensor4D, tf.Tensor1D, tf.Tensor2D> {
  checkBatchSize(batchSize);
  if (!(Number.isSafeInteger(workers) && workers >= 0)) {
    throw new RangeError(
      `Cannot make batches as workers must be a whole number of threads: got ${workers}. ` +
        "0 makes them in the thread of the step.",
    );
  }
  let sets: ImageSets | undefined;
  const opened = () => {
    if (sets !== undefined) return sets;
    throw new Error(
      `Cannot make batches of ${name} as it must be open first: got no images. Call await open() before.`,
    );
  };
  const count = ({ labels }: ImageSource) => countBatches({ size: labels.length, batchSize });
  const pass = (source: ImageSource, parts: Omit<ImagePass, "source" | "conversion">): ImageBatches => {
    const whole = { ...parts, source, conversion: normalize };
    const batches = count(source);
    return workers > 0 && pays(batches) ? passAhead(whole, Math.min(workers, batches)) : passBetween(whole);
  };
  const judging = (split: Split) => {
    const source = opened()[split]!;
    return pass(source, { transforms: fit, order: picks({ size: source.labels.length, batchSize }), seed: 0 });
  };
  return Object.freeze({
    name,
    loss: crossEntropy(),
    get classes(): readonly string[] {
      return sets?.classes ?? classes ?? [];
    },
    get permissions(): readonly Deno.PermissionDescriptor[] {
      return permissions();
    },
    get batches(): BatchCounts {
      if (sets === undefined) return {};
      const { train, val, test } = sets;
      const splits = Object.entries({ train, val, test });
      return Object.fromEntries(
        splits.flatMap(([split, source]) => source === undefined ? [] : [[split, count(source)]]),
      );
    },
    async open() {
      if (sets !== undefined) return;
      const found = await open();
      sets = Object.freeze({ ...found, classes: Object.freeze([...found.classes]) });
    },
    train(epoch: number, seed: number) {
      const { train } = opened();
      const order = picks({ size: train.labels.length, batchSize, shuffle: { epoch, seed } });
      return pass(train, { transforms: augment, order, seed: mixSeed(seed, "augment", epoch) });
    },
    // A pass that there are no images for is not there; which ones there are is known when the dataset is open.
    get val() {
      return sets !== undefined && sets.val === undefined ? none : () => judging("val");
    },
    get test() {
      return sets?.test === undefined ? none : () => judging("test");
    },
  });
}

type ImageBatches = Batches<tf.Tensor4D, tf.Tensor1D>;

const none = undefined as never;
