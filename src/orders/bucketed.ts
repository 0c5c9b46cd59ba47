/** An order in which samples meet others that are about as long. */
import { asPart } from "../options/as_part.ts";
import { requireEach } from "../options/require_range.ts";
import { settle } from "../options/settle.ts";
import type { Order, Pass } from "../order.ts";
import { generator, mixSeed, permutation } from "../tensors/random.ts";

/** Which samples are about as long. */
export interface BucketedOptions {
  /** How long each sample is, in the order of the source. */
  readonly lengths: ArrayLike<number>;
  /** The longest of each bucket, rising, as in {@linkcode padTo}; the last one takes what is longer too. */
  readonly buckets: readonly number[];
}

/**
 * Batches of samples of one bucket each, in an order by chance: so that little is padded. Put {@linkcode padTo} with the same numbers among
 * the transforms. An epoch has as many samples as there are; as batches are full, some samples of a bucket come twice in it and
 * some of another not at all, other ones in each epoch. Only the last batch may be smaller.
 *
 * @throws {RangeError} If a bucket is no whole number above 0 or they do not rise; from a pass, if there are more buckets than batches,
 *   or not as many lengths as samples.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { bucketed } from "jsr:@raptor/raptor";
 *
 * const lengths = [1, 9, 2, 8, 1, 7];
 * const order = bucketed({ lengths, buckets: [4, 16] })({ size: 6, batchSize: 3, epoch: 0, seed: 0 });
 * const batches = [order.subarray(0, 3), order.subarray(3)].map((batch) => Array.from(batch, (i) => lengths[i]! > 4));
 * assertEquals(batches.map((long) => new Set(long).size), [1, 1]);
 * ```
 */
export function bucketed(options: BucketedOptions): Order {
  const { lengths, buckets } = options, told = `${lengths?.length} lengths`;
  const settings = settle("bucketed", options, { lengths: told, buckets });
  requireEach("bucketed", "a whole number of at least 1", { buckets });
  if (buckets.some((one, i) => i > 0 && one <= buckets[i - 1]!)) {
    throw new RangeError(`Cannot make bucketed as buckets must rise: got ${buckets.join(", ")}.`);
  }
  return asPart("bucketed", ({ size, batchSize, epoch, seed }: Pass) => {
    if (lengths.length !== size) {
      throw new RangeError(
        `Cannot put samples into buckets as each must have a length: got ${told} of ${size} samples.`,
      );
    }
    const members = buckets.map((): number[] => []);
    for (let i = 0; i < size; i++) {
      const at = buckets.findIndex((longest) => lengths[i]! <= longest);
      members.at(at)!.push(i);
    }
    const used = members.filter(({ length }) => length > 0), batches = Math.ceil(size / batchSize);
    const counts = batchesOf(used.map(({ length }) => length / batchSize), batches);
    const next = generator(mixSeed(seed, "order", epoch)), all: number[][] = [];
    for (const [b, of] of used.entries()) {
      let order: ArrayLike<number> = [], at = 0;
      for (let batch = 0; batch < counts[b]!; batch++) {
        all.push(Array.from({ length: batchSize }, () => {
          if (at === order.length) [order, at] = [permutation(of.length, next), 0];
          return of[order[at++]!]!;
        }));
      }
    }
    return Uint32Array.from(Array.from(permutation(batches, next), (i) => all[i]!).flat().slice(0, size));
  }, { settings });
}

/** How many batches each bucket gets: about its share, at least one, `total` together. */
function batchesOf(shares: readonly number[], total: number): number[] {
  if (shares.length > total) {
    throw new RangeError(
      `Cannot put samples into buckets as each must have a batch: got ${shares.length} buckets and ${total} batches. ` +
        "Take fewer buckets or smaller batches.",
    );
  }
  const counts = shares.map((share) => Math.max(1, Math.floor(share)));
  const left = () => total - counts.reduce((sum, count) => sum + count, 0);
  // Who lacks most gets one more, and who has most too many gives one.
  while (left() > 0) counts[most(shares.map((share, i) => share - counts[i]!))]!++;
  while (left() < 0) counts[most(shares.map((share, i) => counts[i]! > 1 ? counts[i]! - share : -Infinity))]!--;
  return counts;
}

const most = (values: readonly number[]) => values.indexOf(Math.max(...values));
