/**
 * The binary files of CIFAR-10 and CIFAR-100: records of one byte of label, or two, and 3072 bytes of pixels, a plane of 32 x 32 for each of red,
 * green and blue (Krizhevsky, https://www.cs.toronto.edu/~kriz/cifar.html).
 */
import { join } from "node:path";
import type { ImageShape } from "../../transform.ts";
import type { LabelledImages } from "../../sources/memory_images.ts";

/** The files to learn from. */
export const TRAIN_FILES: readonly string[] = Object.freeze([1, 2, 3, 4, 5].map((i) => `data_batch_${i}.bin`));

/** The file to be judged on. */
export const VAL_FILES: readonly string[] = Object.freeze(["test_batch.bin"]);

/** Height, width and channels of each image. */
export const CIFAR_SHAPE: ImageShape = Object.freeze([32, 32, 3] as const);

const PLANE = 32 * 32;

/** Which records are read. */
export interface CifarReading {
  /** Records in each file. */
  readonly records: number;
  /** How many images there are in all; the files beyond are not read. */
  readonly samples: number;
  /** How many classes the labels may name. */
  readonly classes: number;
  /** The bytes of labels before the pixels, of which the last is read. Default 1. */
  readonly labelBytes?: number;
}

/**
 * Reads images from batch files, channels last.
 *
 * @param folder Where the files are.
 * @param files Their names, in order.
 * @throws {Deno.errors.NotFound} If a file is missing.
 * @throws {RangeError} If a file is not of its size, or a label names no class.
 */
export async function readCifarFiles(
  folder: string,
  files: readonly string[],
  { records, samples, classes, labelBytes = 1 }: CifarReading,
): Promise<LabelledImages> {
  const size = labelBytes + 3 * PLANE;
  // Where other threads make the batches, these are the bytes that they see.
  const pixels = new Uint8Array(new SharedArrayBuffer(samples * 3 * PLANE));
  const labels = new Uint8Array(samples);
  for (let first = 0; first < samples; first += records) {
    const path = join(folder, files[first / records]!);
    const bytes = await readFile(path);
    if (bytes.length !== records * size) {
      throw new RangeError(
        `Cannot read CIFAR as ${path} must have ${records * size} bytes: got ${bytes.length}. ` +
          `Delete ${folder} to have it downloaded again.`,
      );
    }
    for (let i = 0; i < Math.min(records, samples - first); i++) {
      const label = bytes[i * size + labelBytes - 1]!;
      if (label >= classes) {
        throw new RangeError(
          `Cannot read CIFAR as ${path} must have labels from 0 to ${classes - 1}: got ${label} in record ${i}. ` +
            `Delete ${folder} to have it downloaded again.`,
        );
      }
      labels[first + i] = label;
      const red = i * size + labelBytes;
      for (let p = 0, at = (first + i) * 3 * PLANE; p < PLANE; p++) {
        pixels[at++] = bytes[red + p]!;
        pixels[at++] = bytes[red + PLANE + p]!;
        pixels[at++] = bytes[red + 2 * PLANE + p]!;
      }
    }
  }
  return { pixels, labels };
}

async function readFile(path: string): Promise<Uint8Array> {
  try {
    return await Deno.readFile(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new Deno.errors.NotFound(
      `Cannot read CIFAR as ${path} must be there: got no such file. Delete its folder to have it downloaded again.`,
    );
  }
}
