/** 60,000 small photographs of ten classes, the field's first benchmark, or of a hundred; downloaded when they are not there. */
import { given, requireRange, settle } from "../options/settle.ts";
import { join } from "node:path";
import type { DatasetWithLoss } from "../dataset.ts";
import { type Archive, archivePermissions } from "../download/archive.ts";
import { ask } from "../download/ask.ts";
import { download } from "../download/download.ts";
import type { Patience } from "../download/fetch_into.ts";
import type { tf } from "../tf.ts";
import type { Augment, Conversion, Transform } from "../transform.ts";
import { normalize as normalizing } from "../transforms/normalize.ts";
import { randomCrop } from "../transforms/random_crop.ts";
import { randomFlip } from "../transforms/random_flip.ts";
import { CIFAR_SHAPE, readCifarFiles, TRAIN_FILES, VAL_FILES } from "./cifar10/read_files.ts";
import { images } from "./images.ts";

/** The official archive, as its page describes it. */
export const CIFAR10_ARCHIVE: Archive = Object.freeze({
  url: "https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz",
  bytes: 170_052_171,
  checksum: Object.freeze({ algorithm: "md5", digits: "c32a1d4ab5d03f1284b67883e8d87530" } as const),
  folder: "cifar-10-batches-bin",
  unpacked: 200_000_000,
});

/** The official archive of CIFAR-100, as its page describes it. */
export const CIFAR100_ARCHIVE: Archive = Object.freeze({
  url: "https://www.cs.toronto.edu/~kriz/cifar-100-binary.tar.gz",
  bytes: 168_513_733,
  checksum: Object.freeze({ algorithm: "md5", digits: "03b5dce01913d631647c71ecec9e9cb8" } as const),
  folder: "cifar-100-binary",
  unpacked: 200_000_000,
});

const CLASSES = ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"];

/** In the order of their names, as the archive has them. */
const HUNDRED =
  ("apple, aquarium fish, baby, bear, beaver, bed, bee, beetle, bicycle, bottle, bowl, boy, bridge, bus, butterfly, " +
    "camel, can, castle, caterpillar, cattle, chair, chimpanzee, clock, cloud, cockroach, couch, crab, crocodile, cup, dinosaur, " +
    "dolphin, elephant, flatfish, forest, fox, girl, hamster, house, kangaroo, keyboard, lamp, lawn mower, leopard, lion, lizard, " +
    "lobster, man, maple tree, motorcycle, mountain, mouse, mushroom, oak tree, orange, orchid, otter, palm tree, pear, " +
    "pickup truck, pine tree, plain, plate, poppy, porcupine, possum, rabbit, raccoon, ray, road, rocket, rose, sea, seal, shark, " +
    "shrew, skunk, skyscraper, snail, snake, spider, squirrel, streetcar, sunflower, sweet pepper, table, tank, telephone, " +
    "television, tiger, tractor, train, trout, tulip, turtle, wardrobe, whale, willow tree, wolf, woman, worm").split(
      ", ",
    );

/** Where the images are, how many are used, and how they come. */
export interface Cifar10Options {
  /** The folder that holds `cifar-10-batches-bin`, or will. Default `data`. */
  readonly dataDir?: string;
  /** Images in a batch. Default 32. */
  readonly batchSize?: number;
  /** Images to learn from: the first so many of 50,000. Default all. */
  readonly trainSamples?: number;
  /** Images to be judged on: the first so many of the 10,000 test images. Default all. */
  readonly valSamples?: number;
  /** Random crop of 32 with a padding of 4 and a flip (true), nothing (false), or transforms of one's own. Default true. */
  readonly augment?: Augment;
  /** Threads that make the batches; 0 is the one of the step. Default 1, or 0 on one core. */
  readonly workers?: number;
  /** How bytes become numbers. Default the mean and standard deviation of the training images, to three digits. */
  readonly normalize?: Conversion;
  /** Whether missing files are downloaded. Default true. */
  readonly download?: boolean;
  /** Where they are downloaded from, such as a mirror. Default {@linkcode CIFAR10_ARCHIVE}. */
  readonly source?: Archive;
  /** When a download gives up. */
  readonly patience?: Patience;
  /** Images in each file of the source. Default 10,000. */
  readonly records?: number;
}

/**
 * CIFAR-10 (Krizhevsky, 2009): 50,000 training images and 10,000 test images of 32 x 32 RGB pixels; the test images are
 * what an epoch is judged on. Normalised by the mean and standard deviation of the training images.
 *
 * @throws {RangeError} If a number of samples cannot be; from `open`, if a file is not of its size.
 * @throws {UnreachableError} From `open`, if the files must be downloaded and the host cannot be reached.
 * @throws {Deno.errors.NotFound} From `open`, if the files are missing and `download` is false.
 * @throws {Deno.errors.NotCapable} From `open`, if a permission is denied; the message names the flag.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { cifar10 } from "jsr:@raptor/raptor";
 *
 * const data = cifar10({ dataDir: "data", batchSize: 32 });
 * assertEquals(data.classes?.[3], "cat");
 * ```
 */
export function cifar10(
  options: Cifar10Options = {},
): DatasetWithLoss<tf.Tensor4D, tf.Tensor1D, tf.Tensor2D> {
  return cifar("cifar10", options, {
    ...{ archive: CIFAR10_ARCHIVE, classes: CLASSES, train: TRAIN_FILES, val: VAL_FILES, labelBytes: 1 },
    normalization: cifar10Normalization,
  });
}

/**
 * CIFAR-100 (Krizhevsky, 2009): 50,000 training images and 10,000 test images of 32 x 32 RGB pixels, of a hundred classes. All else is
 * as with {@linkcode cifar10}.
 *
 * @throws {UnreachableError} As {@linkcode cifar10} does.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { cifar100 } from "jsr:@raptor/raptor";
 *
 * assertEquals(cifar100().classes?.slice(0, 2), ["apple", "aquarium fish"]);
 * ```
 */
export function cifar100(
  options: Cifar10Options = {},
): DatasetWithLoss<tf.Tensor4D, tf.Tensor1D, tf.Tensor2D> {
  return cifar("cifar100", options, {
    ...{ archive: CIFAR100_ARCHIVE, classes: HUNDRED, train: ["train.bin"], val: ["test.bin"], labelBytes: 2 },
    normalization: () => normalizing({ mean: [0.507, 0.487, 0.441], std: [0.267, 0.256, 0.276] }),
  });
}

/** What one of the two is. */
interface Known {
  readonly archive: Archive;
  readonly classes: readonly string[];
  readonly train: readonly string[];
  readonly val: readonly string[];
  readonly labelBytes: number;
  readonly normalization: () => Conversion;
}

function cifar(
  name: string,
  options: Cifar10Options,
  { archive, classes, train: trainFiles, val: valFiles, labelBytes, normalization }: Known,
): DatasetWithLoss<tf.Tensor4D, tf.Tensor1D, tf.Tensor2D> {
  const { dataDir = "data", batchSize = 32, trainSamples, valSamples, augment = true, workers } = given(options);
  const { normalize = normalization(), download: allowed = true, source = archive } = given(options);
  const { patience = {}, records = 10_000 } = given(options);
  const settings = settle(name, options, {
    ...{ dataDir, batchSize, trainSamples, valSamples, augment, workers, normalize, download: allowed },
    ...{ source, patience, records },
  });
  requireRange(name, "a string", { dataDir });
  requireRange(name, "true or false", { download: allowed });
  requireRange(name, "a whole number of at least 1", { records });
  // All images to learn from are five files' worth, be they in one file.
  const inFile = 5 * records / trainFiles.length;
  const train = countSamples("trainSamples", trainSamples, 5 * records);
  const val = countSamples("valSamples", valSamples, records);
  requireRange(name, "a string", { "source.folder": source?.folder });
  const folder = join(dataDir, source.folder);
  const shared = { classes: classes.length, labelBytes };
  return images({
    ...{ name, settings, classes, shape: CIFAR_SHAPE, normalize, batchSize },
    augment: cifar10Augmentation(augment),
    ...workers === undefined ? {} : { workers },
    permissions: () => allowed && !isThere(folder) ? archivePermissions(source, dataDir) : [reading(dataDir)],
    async read() {
      if (allowed) await download(source, dataDir, patience);
      else await ask(reading(dataDir), `read ${dataDir}`);
      return {
        train: await readCifarFiles(folder, trainFiles, { ...shared, records: inFile, samples: train }),
        val: await readCifarFiles(folder, valFiles, { ...shared, records, samples: val }),
      };
    },
  });
}

function countSamples(option: string, samples: number | undefined, most: number): number {
  if (samples === undefined) return most;
  if (Number.isSafeInteger(samples) && samples > 0 && samples <= most) return samples;
  throw new RangeError(
    `Cannot take images of CIFAR-10 as ${option} must be a whole number from 1 to ${most}: got ${samples}. ` +
      "Leave it out to take all.",
  );
}

function reading(dataDir: string): Deno.PermissionDescriptor {
  return { name: "read", path: dataDir };
}

/** Looks only where that is allowed already: to say what is needed must not need anything. */
function isThere(folder: string): boolean {
  if (Deno.permissions.querySync({ name: "read", path: folder }).state !== "granted") return false;
  try {
    return Deno.statSync(folder).isDirectory;
  } catch {
    return false;
  }
}

/**
 * The mean and standard deviation of CIFAR-10's training images, to three digits.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { cifar10Normalization } from "jsr:@raptor/raptor";
 *
 * assertEquals(cifar10Normalization().name, "normalize");
 * ```
 */
export function cifar10Normalization(): Conversion {
  return normalizing({ mean: [0.491, 0.482, 0.447], std: [0.202, 0.199, 0.201] });
}

/**
 * How images of CIFAR's kind are augmented in the tutorials of the field: a crop of 32 pixels out of a border of 4, and a
 * flip.
 *
 * @param augment The usual things (true), nothing (false), or these transforms instead.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { cifar10Augmentation } from "jsr:@raptor/raptor";
 *
 * assertEquals(cifar10Augmentation().map(({ name }) => name), ["randomCrop", "randomFlip"]);
 * ```
 */
export function cifar10Augmentation(augment: Augment = true): readonly Transform[] {
  if (typeof augment !== "boolean") return augment;
  return augment ? [randomCrop({ size: 32, padding: 4 }), randomFlip()] : [];
}
