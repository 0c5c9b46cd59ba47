/** A dataset that is another one but for some of its members. */
import type { Dataset } from "../dataset.ts";

const VALUES = [
  "name",
  "settings",
  "loss",
  "classes",
  "knows",
  "batches",
  "samples",
  "batchSize",
  "seekable",
  "shares",
  "permissions",
  "sets",
];
const CALLS = ["open", "news", "close", "train", "val", "test"];

/**
 * Makes a dataset over another: what is not changed is asked of that one each time, as some of it is known only once it is
 * open.
 *
 * @param data What it is made over.
 * @param changes Members of its own; getters stay getters.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { datasetOver } from "./dataset_over.ts";
 *
 * const data = { name: "two", batches: { train: 2 }, train: () => [] };
 * const same = datasetOver(data, { name: "other" });
 * assertEquals([same.name, same.batches, same.val], ["other", { train: 2 }, undefined]);
 * ```
 */
export function datasetOver<X, Y>(
  data: Dataset<X, Y, never>,
  changes: Partial<Dataset<X, Y, never>>,
): Dataset<X, Y, never> {
  const members = data as unknown as Readonly<Record<string, unknown>>;
  const bound = (name: string) => {
    const member = members[name];
    return typeof member === "function" ? member.bind(data) : undefined;
  };
  const getters = [
    ...VALUES.map((name) => [name, () => members[name]] as const),
    ...CALLS.map((name) => [name, () => bound(name)] as const),
  ];
  const inherited = Object.fromEntries(getters.map(([name, get]) => [name, { get, enumerable: true }]));
  const own = Object.getOwnPropertyDescriptors(changes);
  return Object.freeze(Object.defineProperties({}, { ...inherited, ...own })) as Dataset<X, Y, never>;
}
