/** 60,000 small photographs of ten classes, the field's first benchmark; downloaded when they are not there. */
import { requireRange } from "../options/require_range.ts";
import { settle } from "../options/settle.ts";
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

const CLASSES = ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"];

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
  const { dataDir = "data", batchSize = 32, trainSamples, valSamples, augment = true, workers } = options;
  const { normalize = cifar10Normalization(), download: allowed = true, source = CIFAR10_ARCHIVE } = options;
  const { patience = {}, records = 10_000 } = options;
  const settings = settle("cifar10", options, {
    ...{ dataDir, batchSize, trainSamples, valSamples, augment, workers, normalize, download: allowed },
    ...{ source, patience, records },
  });
  requireRange("cifar10", "a string", { dataDir });
  requireRange("cifar10", "true or false", { download: allowed });
  requireRange("cifar10", "a whole number of at least 1", { records });
  const train = countSamples("trainSamples", trainSamples, records * TRAIN_FILES.length);
  const val = countSamples("valSamples", valSamples, records * VAL_FILES.length);
  const folder = join(dataDir, source.folder);
  const shared = { records, classes: CLASSES.length };
  return images({
    name: "cifar10",
    settings,
    classes: CLASSES,
    shape: CIFAR_SHAPE,
    normalize,
    augment: cifar10Augmentation(augment),
    ...workers === undefined ? {} : { workers },
    batchSize,
    permissions: () => allowed && !isThere(folder) ? archivePermissions(source, dataDir) : [reading(dataDir)],
    async read() {
      if (allowed) await download(source, dataDir, patience);
      else await ask(reading(dataDir), `read ${dataDir}`);
      return {
        train: await readCifarFiles(folder, TRAIN_FILES, { ...shared, samples: train }),
        val: await readCifarFiles(folder, VAL_FILES, { ...shared, samples: val }),
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
