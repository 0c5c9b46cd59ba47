/** Which sample goes to which part, where samples are dealt out by chance. */
import type { Source } from "../source.ts";
import { generator, mixSeed, permutation } from "../tensors/random.ts";

/** Samples to be dealt out. */
export interface Deal {
  /** How many samples each part gets; all are dealt out. */
  readonly counts: readonly number[];
  /** What chance follows from. */
  readonly seed: number;
  /** The class of every sample, where each part shall have its share of each class. */
  readonly labels?: ArrayLike<number> | undefined;
}

/**
 * Deals samples out: each goes to the part that lacks most, in an order by chance. With labels they go class by class, so
 * that a part has its share of each class, give or take one sample where there are two parts.
 *
 * @returns The samples of each part, counted up.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { deal } from "./deal.ts";
 *
 * const labels = [0, 1, 0, 1, 0, 1], parts = deal({ counts: [4, 2], seed: 0, labels });
 * assertEquals(parts.map((part) => Array.from(part, (i) => labels[i]).toSorted()), [[0, 0, 1, 1], [0, 1]]);
 * ```
 */
export function deal({ counts, seed, labels }: Deal): Uint32Array[] {
  const size = counts.reduce((sum, count) => sum + count, 0);
  const order = permutation(size, generator(mixSeed(seed, "deal")));
  // Sorting is stable: within a class the order stays by chance.
  if (labels !== undefined) order.sort((a, b) => labels[a]! - labels[b]!);
  const parts = counts.map((count) => new Uint32Array(count)), dealt = counts.map(() => 0);
  for (const [i, sample] of order.entries()) {
    const part = lacking(counts, dealt, (i + 1) / size);
    parts[part]![dealt[part]!++] = sample;
  }
  return parts.map((part) => part.sort());
}

/** How the samples of a source are dealt out. */
export interface Dealing extends Pick<Deal, "seed"> {
  /** How many each part gets of so many. */
  readonly counts: (size: number) => readonly number[];
  /** Whether each part has its share of each class. */
  readonly stratify: boolean;
}

/** Deals the samples of a source out, once for all who ask; and again where the source knows more since it is open. */
export function dealer(
  source: Source<unknown, unknown>,
  { counts, seed, stratify }: Dealing,
): () => readonly Uint32Array[] {
  let dealt: readonly Uint32Array[] = [], known: readonly unknown[] = [];
  return () => {
    const labels = stratify ? source.labels!() : undefined, now = [source.size, labels?.length];
    if (now.every((count, i) => count === known[i]) && dealt.length > 0) return dealt;
    dealt = deal({ counts: counts(source.size), seed, labels });
    known = now;
    return dealt;
  };
}

/** The part that lacks most of what it should have by now, and takes more. */
function lacking(counts: readonly number[], dealt: readonly number[], now: number): number {
  let found = -1, most = -Infinity;
  for (let part = 0; part < counts.length; part++) {
    const lack = counts[part]! * now - dealt[part]!;
    if (dealt[part]! < counts[part]! && lack > most) found = part, most = lack;
  }
  return found;
}
