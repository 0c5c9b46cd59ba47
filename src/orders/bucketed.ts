/** An order in which samples meet others that are about as long. */
import { asPart, given, requireEach, requireRange, settle } from "../options/settle.ts";
import type { Order, Pass } from "../order.ts";
import { generator, mixSeed, permutation } from "../tensors/random.ts";

/** Which samples are about as long. */
export interface BucketedOptions {
  /** How long each sample is, in the order of the source. */
  readonly lengths: ArrayLike<number>;
  /** The longest of each bucket, rising, as in {@linkcode padTo}; the last one takes what is longer too. */
  readonly buckets: readonly number[];
  /**
   * Samples of a bucket that stand together. Default those of a batch. An epoch that was begun with batches of one size and goes on
   * with another keeps its order where this is the same.
   */
  readonly together?: number;
}

/**
 * Batches of samples that are about as long, in an order by chance, so that little is padded; each sample once an epoch. What is left of a
 * bucket after its whole batches meets what is left of the next one: there are never more such batches than buckets. Only the last batch
 * of an epoch may be smaller. Put {@linkcode padTo} with the same numbers among the transforms: batches then have as many shapes as there
 * are buckets.
 *
 * @throws {RangeError} If a number is no whole one above 0 or buckets do not rise; from a pass, if there are not as many lengths as samples.
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
 * assertEquals([...order].sort(), [0, 1, 2, 3, 4, 5]);
 * ```
 */
export function bucketed(options: BucketedOptions): Order {
  const { lengths, buckets, together } = given(options), told = `${lengths?.length} lengths`;
  const settings = settle("bucketed", options, { lengths: told, buckets, together });
  requireEach("bucketed", "a whole number of at least 1", { buckets });
  if (together !== undefined) requireRange("bucketed", "a whole number of at least 1", { together });
  if (buckets.some((one, i) => i > 0 && one <= buckets[i - 1]!)) {
    throw new RangeError(`Cannot make bucketed as buckets must rise: got ${buckets.join(", ")}.`);
  }
  return asPart("bucketed", ({ size, batchSize, epoch, seed }: Pass) => {
    if (lengths.length !== size) {
      throw new RangeError(
        `Cannot put samples into buckets as each must have a length: got ${told} of ${size} samples.`,
      );
    }
    const next = generator(mixSeed(seed, "order", epoch)), count = together ?? batchSize;
    const all: Uint32Array[] = [], left: number[] = [];
    for (const members of shared(permutation(size, next), lengths, buckets)) {
      let at = 0;
      for (; at + count <= members.length; at += count) all.push(members.subarray(at, at + count));
      for (; at < members.length; at++) left.push(members[at]!);
    }
    // Which of those that are left come last, too few for a batch, is by chance: else it were always the longest.
    const whole = Math.floor(left.length / count), from = Math.floor(next() * (whole + 1)) * count;
    const last = left.splice(from, left.length % count);
    for (let at = 0; at < left.length; at += count) all.push(Uint32Array.from(left.slice(at, at + count)));
    const order = new Uint32Array(size);
    permutation(all.length, next).forEach((which, i) => order.set(all[which]!, i * count));
    order.set(last, size - last.length);
    return order;
  }, { settings });
}

/** The samples of each bucket, in the order given. */
function shared(order: Uint32Array, lengths: ArrayLike<number>, buckets: readonly number[]): Uint32Array[] {
  const bucketOf = (sample: number) => {
    const at = buckets.findIndex((longest) => lengths[sample]! <= longest);
    return at < 0 ? buckets.length - 1 : at;
  };
  const counts = new Uint32Array(buckets.length);
  for (const sample of order) counts[bucketOf(sample)]!++;
  const members = Array.from(counts, (count) => new Uint32Array(count));
  for (const sample of order) {
    const bucket = bucketOf(sample), of = members[bucket]!;
    of[of.length - counts[bucket]!--] = sample;
  }
  return members;
}
