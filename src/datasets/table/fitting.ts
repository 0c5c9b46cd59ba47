/** What is learnt from the rows to learn from, and from them alone: fills, scales, categories, classes. Plain data. */
import { generator, mixSeed } from "../../tensors/random.ts";
import type { Coder } from "./coder.ts";
import { numberOf } from "./columns.ts";

/** How numbers are scaled, as the scalers of scikit-learn of these names. */
export type Scale = "standard" | "minMax" | "robust" | "none";

/** What stands for a number that is missing. */
export type MissingNumber = "mean" | "median" | "mostFrequent" | "refuse";

/** What stands for a category that is missing. */
export type MissingCategory = "own" | "mostFrequent" | "refuse";

/** A column of numbers, fitted; of `(value - center) / spread`. */
export interface FittedNumber {
  /** What it is taken for. */
  readonly kind: "number" | "boolean" | "ordinal";
  /** What stands for a missing value. */
  readonly fill: number;
  /** What is taken away from each value. */
  readonly center: number;
  /** What each value is then divided by. */
  readonly spread: number;
  /** Whether there is one more input that says which values are missing. */
  readonly indicator: boolean;
  /** The values of an ordinal one, lowest first. */
  readonly order?: readonly string[];
}

/** A column of categories, fitted. 0 stands for what was never seen, and for what is missing where nothing else does. */
export interface FittedCategory {
  /** What it is taken for. */
  readonly kind: "category";
  /** The number of each, from 1, in the order of their texts; of a target with an order in that. */
  readonly values: Readonly<Record<string, number>>;
  /** What stands for a missing value. */
  readonly fill: number;
}

/** A column, fitted. */
export type FittedColumn = FittedNumber | FittedCategory;

/** How a column is to be fitted. */
export interface FitRule {
  /** Of numbers. */
  readonly scale: Scale;
  /** What stands for a missing value. */
  readonly missing: MissingNumber | MissingCategory;
  /** Of numbers: whether missing values have an input of their own. */
  readonly indicator: boolean;
}

/** What has been seen of a column. */
interface Seen {
  count: number;
  missing: number;
  mean: number;
  squares: number;
  least: number;
  most: number;
  /** All values, or some of them by chance, so that memory has a bound. */
  readonly sample: number[];
  /** How often each category came, or each number where the most frequent is asked for. */
  readonly counts: Map<number, number>;
}

/** So many values of a column are kept to find its median; of more, a part by chance (Vitter, 1985). */
const KEPT = 100_000;

/** Looks at rows one by one. */
export interface Fitter {
  /** Looks at the numbers of a row, from a column on. Default all of them. */
  see(row: Float64Array, from?: number): void;
  /** What came of it, column by column. */
  fitted(): readonly FittedColumn[];
  /** How often each category of a column came, by its fitted number; at 0 how often there was none. */
  counts(column: number): readonly number[];
}

/** Begins with nothing seen. */
export function fitter({ columns, texts }: Coder, rules: readonly FitRule[]): Fitter {
  const seen = columns.map((): Seen => ({
    ...{ count: 0, missing: 0, mean: 0, squares: 0, least: Infinity, most: -Infinity },
    sample: [],
    counts: new Map(),
  }));
  const next = generator(mixSeed(0, "median"));
  const counted = columns.map(({ kind }, i) => kind === "category" || rules[i]!.missing === "mostFrequent");
  const sampled = rules.map(({ scale, missing }) => scale === "robust" || missing === "median");
  const sortedTexts = (i: number) => {
    // Levels that no row has keep their places.
    const given = columns[i]!.order?.map((text) => ({ code: texts[i]!.indexOf(text), text }));
    return given ??
      [...seen[i]!.counts.keys()].map((code) => ({ code, text: texts[i]![code]! })).sort((a, b) =>
        byText(a.text, b.text)
      );
  };
  return {
    see(row, from = 0) {
      for (let i = from; i < columns.length; i++) {
        const value = row[i]!, of = seen[i]!;
        if (Number.isNaN(value)) {
          of.missing++;
          continue;
        }
        of.count++;
        if (counted[i]) of.counts.set(value, (of.counts.get(value) ?? 0) + 1);
        if (columns[i]!.kind === "category") continue;
        const away = value - of.mean;
        of.mean += away / of.count;
        of.squares += away * (value - of.mean);
        of.least = Math.min(of.least, value);
        of.most = Math.max(of.most, value);
        if (!sampled[i]) continue;
        if (of.sample.length < KEPT) of.sample.push(value);
        else {
          const at = Math.floor(next() * of.count);
          if (at < KEPT) of.sample[at] = value;
        }
      }
    },
    fitted: () =>
      columns.map(({ kind, order }, i): FittedColumn => {
        const rule = rules[i]!, of = seen[i]!;
        if (kind !== "category") return fitNumber(of, rule, kind, order);
        const sorted = sortedTexts(i), values = Object.fromEntries(sorted.map(({ text }, j) => [text, j + 1]));
        const frequent = rule.missing === "mostFrequent" && of.count > 0;
        // Of several that are as frequent the first, whichever came first.
        const fill = frequent
          ? mostFrequent(new Map(sorted.map(({ code }, j) => [j + 1, of.counts.get(code) ?? 0])))
          : 0;
        return { kind, values, fill };
      }),
    counts: (i) => [seen[i]!.missing, ...sortedTexts(i).map(({ code }) => seen[i]!.counts.get(code) ?? 0)],
  };
}

function fitNumber(
  of: Seen,
  { scale, missing, indicator }: FitRule,
  kind: FittedNumber["kind"],
  order: readonly string[] | undefined,
): FittedNumber {
  const { count, mean, least, most, squares } = of, sorted = of.sample.toSorted((a, b) => a - b);
  const at = (share: number): number => {
    const place = share * (sorted.length - 1), below = Math.floor(place);
    const low = sorted[below] ?? 0;
    return low + (place - below) * ((sorted[below + 1] ?? low) - low);
  };
  const fill = count === 0
    ? 0
    : missing === "median"
    ? at(0.5)
    : missing === "mostFrequent"
    ? mostFrequent(of.counts)
    : mean;
  // As scikit-learn: what does not vary is not divided.
  const by: Record<Scale, readonly [number, number]> = {
    standard: [mean, Math.sqrt(squares / count)],
    minMax: [least, most - least],
    robust: [at(0.5), at(0.75) - at(0.25)],
    none: [0, 1],
  };
  const [center, spread] = count === 0 ? [0, 1] : by[scale];
  return {
    ...{ kind, fill, center, spread: spread > 0 ? spread : 1 },
    indicator: indicator && of.missing > 0,
    ...order && { order },
  };
}

/** The value that came most often; of several the least, as in scikit-learn. */
function mostFrequent(counts: ReadonlyMap<number, number>): number {
  return [...counts].reduce((best, next) =>
    next[1] > best[1] || next[1] === best[1] && next[0] < best[0] ? next : best
  )[0];
}

/** Numbers by size, then other texts by their characters. */
function byText(a: string, b: string): number {
  const [x, y] = [numberOf(a), numberOf(b)];
  if (x !== undefined && y !== undefined && x !== y) return x - y;
  if ((x === undefined) !== (y === undefined)) return x === undefined ? 1 : -1;
  return a < b ? -1 : a > b ? 1 : 0;
}
