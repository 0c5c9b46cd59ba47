/** What the datasets of images have in common: sources of images in, batches in threads out. */
import type { BatchCounts, Batches, DatasetWithLoss } from "../dataset.ts";
import { crossEntropy } from "../losses/cross_entropy.ts";
import { mixSeed } from "../tensors/random.ts";
import type { tf } from "../tf.ts";
import type { Conversion, Transform } from "../transform.ts";
import { openCrew } from "./crew.ts";
import { type LabelledFilm, passAhead, passBetween } from "./pass.ts";
import type { LabelledSource } from "../sources/memory_images.ts";
import { checkBatchSize, countBatches, type Picking, picks } from "./picks.ts";

/** Images of all splits, once they are known. */
export interface ImageSets {
  /** The names of the classes, in the order of their labels. */
  readonly classes: readonly string[];
  /** To learn from. */
  readonly train: LabelledSource;
  /** To be judged on. */
  readonly val?: LabelledSource;
  /** For the last judgement. */
  readonly test?: LabelledSource;
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
  const crew = openCrew();
  let films: Films | undefined, names = classes ?? [];
  const film = (split: Split): LabelledFilm => {
    const found = films?.[split];
    if (found !== undefined) return found;
    throw new Error(
      `Cannot make batches of ${name} as it must be open first: got no images. Call await open() before.`,
    );
  };
  const count = ({ labels }: LabelledFilm) => countBatches({ size: labels.length, batchSize });
  const pass = (film: LabelledFilm, seed: number, shuffle?: Picking["shuffle"]): ImageBatches => {
    const order = picks({ size: film.labels.length, batchSize, shuffle });
    const batches = count(film);
    const whole = { film, conversion: normalize, order, seed };
    return workers > 0 && pays(batches) ? passAhead(whole, crew, Math.min(workers, batches)) : passBetween(whole);
  };
  return Object.freeze({
    name,
    loss: crossEntropy(),
    get classes(): readonly string[] {
      return names;
    },
    get permissions(): readonly Deno.PermissionDescriptor[] {
      return permissions();
    },
    get batches(): BatchCounts {
      return Object.fromEntries(Object.entries(films ?? {}).map(([split, film]) => [split, count(film)]));
    },
    async open() {
      if (films !== undefined) return;
      const { classes, train, val, test } = await open();
      const film = (images: LabelledSource, transforms: readonly Transform[]) => ({ ...images, transforms });
      names = Object.freeze([...classes]);
      films = { train: film(train, augment), ...val && { val: film(val, fit) }, ...test && { test: film(test, fit) } };
    },
    close() {
      crew.close();
      return Promise.resolve();
    },
    train: (epoch: number, seed: number) => pass(film("train"), mixSeed(seed, "augment", epoch), { epoch, seed }),
    // A pass that there are no images for is not there; which ones there are is known when the dataset is open.
    get val() {
      return films !== undefined && films.val === undefined ? none : () => pass(film("val"), 0);
    },
    get test() {
      return films?.test === undefined ? none : () => pass(film("test"), 0);
    },
  });
}

type Films = Readonly<Partial<Record<Split, LabelledFilm>>>;
type ImageBatches = Batches<tf.Tensor4D, tf.Tensor1D>;

const none = undefined as never;
