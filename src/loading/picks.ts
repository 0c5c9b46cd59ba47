/** Which examples meet in which batch: the order of an epoch, cut into pieces. */
import { generator, mixSeed, shuffled } from "../tensors/random.ts";

/** How a pass is cut into batches. */
export interface Picking {
  /** Examples in the pass. */
  readonly size: number;
  /** Examples in a batch. */
  readonly batchSize: number;
  /** Whether a last, smaller batch is left out. Default false. */
  readonly dropLast?: boolean;
  /** Epoch and seed of a shuffled pass; left out, the examples come in their own order. */
  readonly shuffle?: { readonly epoch: number; readonly seed: number } | undefined;
}

/**
 * The indices of each batch of a pass. The order is a pure function of (seed, epoch).
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { picks } from "./picks.ts";
 *
 * assertEquals([...picks({ size: 3, batchSize: 2 })], [Uint32Array.of(0, 1), Uint32Array.of(2)]);
 * ```
 */
export function* picks({ size, batchSize, dropLast = false, shuffle }: Picking): Generator<Uint32Array> {
  const order = shuffle === undefined
    ? Uint32Array.from({ length: size }, (_, i) => i)
    : shuffled(size, generator(mixSeed(shuffle.seed, "order", shuffle.epoch)));
  const end = countBatches({ size, batchSize, dropLast }) * batchSize;
  for (let at = 0; at < end; at += batchSize) yield order.subarray(at, at + batchSize);
}

/** How many batches a pass has. */
export function countBatches({ size, batchSize, dropLast = false }: Omit<Picking, "shuffle">): number {
  return dropLast ? Math.floor(size / batchSize) : Math.ceil(size / batchSize);
}

/**
 * Refuses batch sizes that cannot be.
 *
 * @throws {RangeError} If the batch size is no whole number above 0.
 */
export function checkBatchSize(batchSize: number): void {
  if (Number.isSafeInteger(batchSize) && batchSize > 0) return;
  throw new RangeError(
    `Cannot make batches as batchSize must be a whole number above 0: got ${batchSize}. A usual size is 32.`,
  );
}

/**
 * Refuses labels that name no class.
 *
 * @param labels One label for each example.
 * @param classes How many classes there are.
 * @param which The set, for the error: `y` or `valY`.
 * @throws {RangeError} If a label is no whole number in [0, classes).
 */
export function checkLabels(labels: ArrayLike<number>, classes: number, which: string): void {
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i]!;
    if (Number.isInteger(label) && label >= 0 && label < classes) continue;
    throw new RangeError(
      `Cannot learn from ${which} as labels must be whole numbers from 0 to ${classes - 1}: got ${label} at ${i}. ` +
        "Count classes from 0, or give more classes.",
    );
  }
}
