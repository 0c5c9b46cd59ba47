/** What a model is judged on: the passes of a task, with what goes before the names of their scores. */
import type { Batches, Dataset, Share } from "../dataset.ts";
import type { Better } from "../metric.ts";

/** One of them. */
export interface JudgedPass<X, Y> {
  /** What goes before the names of its scores; empty for the dataset's own. */
  readonly prefix: string;
  /** Its batches, where they are known. */
  readonly batches: number | undefined;
  /** Begins it. */
  pass(share?: Share): Batches<X, Y>;
}

/**
 * The passes of a task, in the order in which they are judged: the dataset's own, then its further sets.
 *
 * @param data The dataset, open.
 * @param task A test has the dataset's test batches alone; where there are none, it is as a validation.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { judgedPasses } from "./judged_passes.ts";
 *
 * const none = () => [];
 * const data = { name: "d", batches: { val: 3 }, train: none, val: none, sets: { noisy: { batches: 2, pass: none } } };
 * assertEquals(judgedPasses(data, "val").map(({ prefix, batches }) => [prefix, batches]), [["", 3], ["noisy/", 2]]);
 * ```
 */
export function judgedPasses<X, Y>(data: Dataset<X, Y, never>, task: "val" | "test"): JudgedPass<X, Y>[] {
  if (task === "test" && data.test !== undefined) {
    return [{ prefix: "", batches: data.batches?.test, pass: (share) => data.test!(share) }];
  }
  const own = data.val === undefined
    ? []
    : [{ prefix: "", batches: data.batches?.val, pass: (share?: Share) => data.val!(share) }];
  const others = Object.entries(data.sets ?? {}).map(([name, { batches, pass }]) => ({
    ...{ prefix: `${name}/`, batches, pass },
  }));
  return [...own, ...others];
}

/** Names, or what is told by name, with what goes before them. */
export function prefixed<T extends number | Better>(
  prefix: string,
  values: Readonly<Record<string, T>>,
): Record<string, T> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [prefix + name, value]));
}
