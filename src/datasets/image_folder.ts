/** Photographs in folders, one for each class: as many as the disk holds, read and decoded in several threads. */
import { given, requireRange, settle } from "../options/settle.ts";
import type { DatasetWithLoss } from "../dataset.ts";
import { ask } from "../download/ask.ts";
import type { tf } from "../tf.ts";
import type { OnBroken } from "../loading/collate.ts";
import { datasetOf } from "../loading/dataset_of.ts";
import { crossEntropy } from "../losses/cross_entropy.ts";
import { inOrder } from "../orders/in_order.ts";
import { shuffled } from "../orders/shuffled.ts";
import { imageFiles } from "../sources/image_files.ts";
import type { Augment, Conversion, Transform } from "../transform.ts";
import { centerCrop } from "../transforms/center_crop.ts";
import { normalize as normalizing } from "../transforms/normalize.ts";
import { randomFlip } from "../transforms/random_flip.ts";
import { randomResizedCrop } from "../transforms/random_resized_crop.ts";
import { resize } from "../transforms/resize.ts";
import { findImages, type FoundFiles } from "./image_folder/find_images.ts";
import { tellLeftOut } from "../files/images_in.ts";

/** How the images of a folder come. */
export interface ImageFolderOptions {
  /** Images in a batch. Default 32. */
  readonly batchSize?: number;
  /** Whether a last, smaller batch is left out of an epoch. Default false. */
  readonly dropLast?: boolean;
  /** Height and width of the images of a batch, in pixels. Default 224. */
  readonly size?: number;
  /**
   * What happens to images to learn from: a random resized crop and a flip (true), the same as to others (false), or
   * transforms of one's own. Default true.
   */
  readonly augment?: Augment;
  /**
   * What happens to images to be judged on. Default `resize` to 8/7 of the size (256 for 224) and `centerCrop`, the
   * field's usual protocol.
   */
  readonly fit?: readonly Transform[];
  /** How bytes become numbers. Default the mean and standard deviation of ImageNet. */
  readonly normalize?: Conversion;
  /** The share of each class that is held back to be judged on where there is no `val/`, in [0, 1). Default 0.1. */
  readonly valShare?: number;
  /** Threads that read, decode and transform; 0 does it in the thread of the step. Default one a core, or 0 on one core. */
  readonly workers?: number;
  /**
   * What becomes of an image that cannot be read or decoded: `refuse` ends the pass with an error that names it, `skip` leaves it
   * out and says so in the log. Default `refuse`.
   */
  readonly onBroken?: OnBroken;
}

/**
 * The images of a folder: JPEG, PNG or WebP, in RGB, whatever they hold. The folder has one folder for each class, or
 * `train/` and, if you like, `val/` (or `valid/`) and `test/` with these (`ImageFolder` of torchvision, and ImageNet's usual layout).
 * {@linkcode crossEntropy} is the loss, the folders' names are the classes.
 *
 * The order of an epoch is a pure function of (seed, epoch), the augmentation of an image of (seed, epoch, image); the
 * number of threads changes neither. Files are decoded when their batch is made, and not kept. Images of other formats,
 * dead links and images in no class are left out; `open` warns of them.
 *
 * @param path The folder.
 * @throws {RangeError} If an option cannot be; from `open`, if there are no classes, a class has no images, or the folders
 * can be read in two ways; from a pass, if an image does not fit the transforms.
 * @throws {Deno.errors.NotFound} From `open`, if there is no such folder.
 * @throws {Deno.errors.NotCapable} From `open`, if the folder may not be read; the message names the flag.
 * @throws {Error} From a pass, if a file is broken and such are not left out; the message names it.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { imageFolder } from "jsr:@raptor/raptor";
 *
 * const data = imageFolder("data/imagenette", { batchSize: 64, workers: 8 });
 * assertEquals(data.permissions, [{ name: "read", path: "data/imagenette" }]);
 * ```
 */
export function imageFolder(
  path: string,
  options: ImageFolderOptions = {},
): DatasetWithLoss<tf.Tensor4D, tf.Tensor1D, tf.Tensor2D> {
  const { batchSize = 32, dropLast = false, size = 224, augment = true, valShare = 0.1 } = given(options);
  const { fit = [resize({ size: Math.round(size * 8 / 7) }), centerCrop({ size })] } = given(options);
  const { normalize = imagenetNormalization(), workers = onePerCore(), onBroken = "refuse" } = given(options);
  const values = { batchSize, dropLast, size, augment, fit, normalize, valShare, workers, onBroken };
  const settings = settle("imageFolder", options, values, { path });
  requireRange("imageFolder", "a string", { path });
  requireRange("imageFolder", "true or false", { dropLast });
  if (!(valShare >= 0 && valShare < 1)) {
    throw new RangeError(
      `Cannot hold images back as valShare must be in [0, 1): got ${valShare}. A tenth of them is 0.1.`,
    );
  }
  const augmenting = augment === true ? [randomResizedCrop({ size }), randomFlip()] : augment === false ? fit : augment;
  const reading = { name: "read", path } as const;
  return datasetOf({
    ...{ name: "imageFolder", settings, batchSize, dropLast, conversion: normalize, workers, onBroken },
    loss: crossEntropy(),
    order: shuffled(),
    valOrder: inOrder(),
    transforms: augmenting,
    valTransforms: fit,
    pays: (batches) => batches > 1,
    permissions: () => [reading],
    async open() {
      await ask(reading, `read images of ${path}`);
      const { classes, skipped, ...splits } = await findImages(path, valShare);
      tellLeftOut(`images of ${path}`, skipped);
      const source = (found: FoundFiles | undefined) => found && imageFiles({ ...found, classes });
      return { train: source(splits.train)!, val: source(splits.val), test: source(splits.test) };
    },
  }) as DatasetWithLoss<tf.Tensor4D, tf.Tensor1D, tf.Tensor2D>;
}

/** Of ImageNet's training images, as torchvision's models expect it. */
function imagenetNormalization(): Conversion {
  return normalizing({ mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] });
}

function onePerCore(): number {
  return navigator.hardwareConcurrency > 1 ? navigator.hardwareConcurrency : 0;
}
