/** One source as several, which have no sample in common. */
import { dealer } from "../loading/deal.ts";
import { requireLabels } from "../loading/labels.ts";
import { sourceOver } from "../loading/source_over.ts";
import { given, requirePart, requireRange, settle } from "../options/settle.ts";
import type { Source } from "../source.ts";

/** How a source is split. */
export interface SplitOptions {
  /** What chance follows from: the same seed, the same parts. Default 0. */
  readonly seed?: number;
  /** Whether each part has its share of every class; the source must tell labels. Default false. */
  readonly stratify?: boolean;
}

/** What parts there are: a list, or by name. */
export type Shares = readonly number[] | Readonly<Record<string, number>>;

/**
 * Splits a source by chance into parts that have no sample in common and together have all (`random_split` of PyTorch, and
 * scikit-learn's `train_test_split` with `stratify`). Which sample is in which part is a pure function of the seed; within a
 * part samples stay in the order of the source.
 *
 * @param shares What each part has: fractions that add up to 1, or numbers of samples that add up to the source's. The parts
 * have the names of the shares, or are a list where these are one.
 * @throws {TypeError} If parts shall have their share of every class and the source tells no labels.
 * @throws {RangeError} If shares do not add up, or a part would have no sample; from `open`, where the source has one.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { split } from "jsr:@raptor/raptor";
 *
 * const squares = { name: "squares", size: 10, get: (i: number) => ({ x: i, y: i * i }) };
 * const { train, val } = split(squares, { train: 0.8, val: 0.2 }, { seed: 7 });
 * assertEquals([train.size, val.size], [8, 2]);
 * const [most, few] = split(squares, [9, 1]);
 * assertEquals([most.size, few.size], [9, 1]);
 * ```
 */
export function split<X, Y, const S extends Shares>(
  source: Source<X, Y>,
  shares: S,
  options: SplitOptions = {},
): { readonly [K in keyof S]: Source<X, Y> } {
  const parts = partsOf(source, shares, options);
  const named = Object.keys(shares).map((name, i) => [name, parts[i]!] as const);
  return Object.freeze(Array.isArray(shares) ? parts : Object.fromEntries(named)) as never;
}

/** A part of a {@linkcode split}, as a thread is told of it. */
interface ToldPart extends SplitOptions {
  readonly shares: Shares;
  /** Counts from 0. */
  readonly part: number;
}

/** What a thread makes of the recipe of a part of a {@linkcode split}. */
export function partOfSplit(source: Source, { shares, part, ...options }: ToldPart): Source {
  return partsOf(source, shares, options)[part]!;
}

function partsOf<X, Y>(source: Source<X, Y>, shares: Shares, options: SplitOptions): Source<X, Y>[] {
  requirePart("split", "a source", source, "split(source, { train: 0.9, val: 0.1 })");
  const { seed = 0, stratify = false } = given(options);
  const settings = settle("split", options, { seed, stratify }, { source, shares });
  requireRange("split", "a whole number of at least 0", { seed });
  requireRange("split", "true or false", { stratify });
  checkShares(source.name, shares);
  if (stratify) requireLabels("split", source);
  const all = dealer(source, { counts: (size) => countsOf(source.name, shares, size), seed, stratify });
  return Object.keys(shares).map((name, part) =>
    sourceOver({
      name: "split",
      settings: Object.freeze({ ...settings, part: Array.isArray(shares) ? part : name }),
      sources: [source],
      look() {
        const indices = all()[part]!;
        return { size: indices.length, at: (index) => indices[index]! };
      },
      recipe: { module: import.meta.url, name: "partOfSplit", options: { shares, seed, stratify, part } },
    })
  );
}

function checkShares(name: string, shares: Shares): void {
  const values = Object.values(shares ?? {}), sum = values.reduce((sum, share) => sum + share, 0);
  const are = (kind: (share: number) => boolean) =>
    values.length > 0 && values.every((share) => share > 0 && kind(share));
  if (are(Number.isSafeInteger) || (are(Number.isFinite) && isOne(sum))) return;
  throw new RangeError(
    `Cannot split ${name} as shares must be fractions that add up to 1, or numbers of samples: got ` +
      `${values.length === 0 ? "none" : values.join(" and ")}. Try { train: 0.9, val: 0.1 }.`,
  );
}

function isOne(sum: number): boolean {
  return Math.abs(sum - 1) < 1e-9;
}

/** The samples of each part: of fractions the whole ones, and those left over go where most is cut off (Hamilton, 1792). */
function countsOf(name: string, shares: Shares, size: number): readonly number[] {
  const values = Object.values(shares) as number[], sum = values.reduce((sum, share) => sum + share, 0);
  if (!isOne(sum)) {
    if (sum === size) return values;
    throw new RangeError(
      `Cannot split ${name} as its ${size} samples must all be shared out: got shares of ${
        values.join(" and ")
      }, which ` +
        `add up to ${sum}. Take fewer of them by subset() before.`,
    );
  }
  const exact = values.map((share) => share * size), counts = exact.map(Math.floor);
  const left = size - counts.reduce((sum, count) => sum + count, 0);
  const most = values.map((_, i) => i).toSorted((a, b) => exact[b]! % 1 - exact[a]! % 1);
  for (const i of most.slice(0, left)) counts[i]!++;
  const empty = counts.indexOf(0);
  if (empty < 0) return counts;
  throw new RangeError(
    `Cannot split ${name} as each part needs a sample: got none for ${Object.keys(shares)[empty]} of ${size}. ` +
      "Give it a larger share.",
  );
}
