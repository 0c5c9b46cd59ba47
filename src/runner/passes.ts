/** What a run takes of its dataset: all of it, or what a trial needs. */
import type { Dataset } from "../dataset.ts";
import { type Limit, limited } from "./passes/limited.ts";
import { longEpochs } from "./passes/long_epochs.ts";
import { overfitted } from "./passes/overfitted.ts";

/** What is taken. */
export interface Passes {
  /**
   * Batches of an epoch, however many the dataset has: passes over the samples are cut into epochs of this length, and go on
   * where the epoch before has ended. Default as many as a pass has.
   */
  readonly batchesPerEpoch?: number;
  /**
   * For trials: the first batches of each pass alone. Below 1 it is a share of them, from 1 on their number; `{ train, val,
   * test }` gives each pass its own. Default all.
   */
  readonly limit?: Limit;
  /**
   * For trials: the first so many batches of the first epoch again and again, augmented always alike, and judged on as well.
   * A model that can learn at all fits them. Default none.
   */
  readonly overfit?: number;
}

/**
 * A dataset as a run takes it.
 *
 * @param data As it is.
 * @param asked What is taken.
 * @param run The seed of the run, once it is known, and whether it is judged.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { taking } from "./passes.ts";
 *
 * const batch = (x: number) => ({ x, y: x, size: 1 });
 * const data = { name: "three", batches: { train: 3 }, train: () => [1, 2, 3].map(batch) };
 * const trial = taking(data, { limit: 2 }, { seedOf: () => 0, judged: false });
 * assertEquals(await Array.fromAsync(trial.train({ epoch: 0, seed: 0 }), ({ x }) => x), [1, 2]);
 * ```
 */
export function taking<X, Y>(
  data: Dataset<X, Y, never>,
  { batchesPerEpoch, limit, overfit }: Passes,
  { seedOf, judged }: { readonly seedOf: () => number; readonly judged: boolean },
): Dataset<X, Y, never> {
  if (overfit !== undefined) return overfitted(data, overfit, seedOf, judged);
  const cut = limit === undefined ? data : limited(data, limit);
  return batchesPerEpoch === undefined ? cut : longEpochs(cut, batchesPerEpoch);
}

/**
 * What is wrong with what is taken, a reason each.
 *
 * @param asked As it was given.
 */
export function passesFaults(
  { batchesPerEpoch, limit, overfit }: { readonly [name in keyof Passes]?: unknown },
): string[] {
  const isMost = (value: unknown) =>
    Number.isFinite(value) && value as number > 0 && (value as number < 1 || Number.isInteger(value));
  const faults = Object.entries({ batchesPerEpoch, overfit }).filter(([, value]) =>
    value !== undefined && !(Number.isSafeInteger(value) && value as number >= 1)
  ).map(([name, value]) => `${name} must be a whole number of at least 1: got ${value}`);
  const each = typeof limit === "object" && limit !== null && !Array.isArray(limit) ? limit : undefined;
  const values = Object.entries(each ?? {});
  const known = values.length > 0 &&
    values.every(([pass, most]) => ["train", "val", "test"].includes(pass) && isMost(most));
  if (limit !== undefined && !(each === undefined ? isMost(limit) : known)) {
    const got = each === undefined ? String(limit) : JSON.stringify(each);
    faults.push(
      `limit must be a share of the batches below 1, or a whole number of them, or these for train, val and test: got ${got}`,
    );
  }
  if (overfit !== undefined && (limit !== undefined || batchesPerEpoch !== undefined)) {
    faults.push("overfit takes the same batches again and again: got it with limit or batchesPerEpoch; leave them out");
  }
  return faults;
}
