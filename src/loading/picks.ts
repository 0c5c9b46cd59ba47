/** Which samples meet in which batch: an order, cut into pieces, and each rank's share of each piece. */
import { asGiven } from "../options/odd_option.ts";

/** How an order is cut. */
export interface Cut {
  /** Samples in a batch, over all ranks. */
  readonly batchSize: number;
  /** Whether a last, smaller batch is left out. Default false. */
  readonly dropLast?: boolean;
  /** Samples that are left out at the beginning. Default 0. */
  readonly from?: number;
  /** Whose share is meant. Default 0. */
  readonly rank?: number;
  /** Among how many a batch is shared out. Default 1. */
  readonly ranks?: number;
}

/** The samples of a batch, or of a rank's share of it. */
export type Picked = Uint32Array & ShareOf;

/** What is known of a share. */
interface ShareOf {
  /** Samples of the whole batch; undefined where it is not shared out. */
  readonly of?: number;
  /** Whether the share is empty, so that there is a sample in it which does not count. */
  readonly absent?: boolean;
}

/**
 * The samples of each batch of a pass. A rank whose share of a batch is empty has one sample of it nevertheless, so that all have
 * as many batches, and is told so.
 *
 * @param order The numbers of all samples of the pass.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { picks } from "./picks.ts";
 *
 * const order = Uint32Array.of(4, 2, 0, 3, 1);
 * assertEquals([...picks(order, { batchSize: 2, from: 1 })], [Uint32Array.of(2, 0), Uint32Array.of(3, 1)]);
 * ```
 */
export function* picks(
  order: Uint32Array,
  { batchSize, dropLast = false, from = 0, rank = 0, ranks = 1 }: Cut,
): Generator<Picked> {
  const left = order.subarray(from);
  const end = countBatches({ size: left.length, batchSize, dropLast }) * batchSize;
  for (let at = 0; at < end; at += batchSize) {
    const batch = left.subarray(at, at + batchSize);
    yield ranks === 1 ? batch : shared(batch, rank, ranks);
  }
}

function shared(batch: Uint32Array, rank: number, ranks: number): Picked {
  const own = batch.subarray(share(batch, rank, ranks), share(batch, rank + 1, ranks)), { length: of } = batch;
  return own.length > 0 ? Object.assign(own, { of }) : Object.assign(batch.subarray(0, 1), { of, absent: true });
}

/** Where the share of a rank begins; shares differ by one sample at most. */
export function share({ length }: { readonly length: number }, rank: number, ranks: number): number {
  return Math.floor(length * rank / ranks);
}

/** How many batches a pass has. */
export function countBatches(
  { size, batchSize, dropLast = false }: Pick<Cut, "batchSize" | "dropLast"> & { readonly size: number },
): number {
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
    `Cannot make batches as batchSize must be a whole number above 0: got ${asGiven(batchSize)}. A usual size is 32.`,
  );
}
