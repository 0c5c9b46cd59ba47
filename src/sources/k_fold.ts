/** One source as several pairs of what is learnt from and what is judged on. */
import { dealer } from "../loading/deal.ts";
import { joined } from "../loading/groups.ts";
import { requireLabels } from "../loading/labels.ts";
import { sourceOver } from "../loading/source_over.ts";
import { given, requireRange, settle } from "../options/settle.ts";
import type { Source } from "../source.ts";

/** How folds are made. */
export interface KFoldOptions {
  /** How many there are, at least 2. Default 5. */
  readonly folds?: number;
  /** What chance follows from: the same seed, the same folds. Default 0. */
  readonly seed?: number;
  /** Whether each fold has its share of every class; the source must tell labels. Default false. */
  readonly stratify?: boolean;
}

/** One of the pairs. */
export interface Fold<X, Y> {
  /** What is learnt from: the samples of all other folds. */
  readonly train: Source<X, Y>;
  /** What is judged on. */
  readonly val: Source<X, Y>;
}

/**
 * Folds for cross-validation (`KFold` of scikit-learn, shuffled): every sample is judged on in one fold, and learnt from in all
 * others. Folds differ in size by one sample at most, and are a pure function of the seed.
 *
 * @throws {TypeError} If folds shall have their share of every class and the source tells no labels.
 * @throws {RangeError} If there are more folds than samples; from `open`, where the source has one.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { kFold } from "jsr:@raptor/raptor";
 *
 * const squares = { name: "squares", size: 10, get: (i: number) => ({ x: i, y: i * i }) };
 * const folds = kFold(squares, { folds: 3 });
 * assertEquals(folds.map(({ train, val }) => [train.size, val.size]), [[6, 4], [7, 3], [7, 3]]);
 * ```
 */
export function kFold<X, Y>(source: Source<X, Y>, options: KFoldOptions = {}): readonly Fold<X, Y>[] {
  const { folds = 5, seed = 0, stratify = false } = given(options);
  const settings = settle("kFold", options, { folds, seed, stratify }, { source });
  requireRange("kFold", "a whole number of at least 2", { folds });
  requireRange("kFold", "a whole number of at least 0", { seed });
  requireRange("kFold", "true or false", { stratify });
  if (stratify) requireLabels("kFold", source);
  const all = dealer(source, { counts: (size) => countsOf(source.name, size, folds), seed, stratify });
  const half = (fold: number, split: keyof Fold<X, Y>): Source<X, Y> =>
    sourceOver({
      name: "kFold",
      settings: Object.freeze({ ...settings, fold, split }),
      sources: [source],
      look() {
        const indices = split === "val" ? all()[fold]! : joined(all().filter((_, part) => part !== fold)).sort();
        return { size: indices.length, at: (index) => indices[index]! };
      },
      recipe: { module: import.meta.url, name: "halfOfFold", options: { folds, seed, stratify, fold, split } },
    });
  return Object.freeze(
    Array.from({ length: folds }, (_, fold) => Object.freeze({ train: half(fold, "train"), val: half(fold, "val") })),
  );
}

/** A source of a {@linkcode kFold}, as a thread is told of it. */
interface ToldHalf extends KFoldOptions {
  /** Counts from 0. */
  readonly fold: number;
  readonly split: "train" | "val";
}

/** What a thread makes of the recipe of a source of a {@linkcode kFold}. */
export function halfOfFold(source: Source, { fold, split, ...options }: ToldHalf): Source {
  return kFold(source, options)[fold]![split];
}

function countsOf(name: string, size: number, folds: number): number[] {
  if (size < folds) {
    throw new RangeError(
      `Cannot split ${name} as each of ${folds} folds needs a sample: got ${size} samples. Take fewer folds.`,
    );
  }
  return Array.from({ length: folds }, (_, fold) => Math.ceil((size - fold) / folds));
}
