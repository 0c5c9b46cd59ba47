/** A dataset that is another one but for some of its members, or for what is done before it is opened. */
import type { Dataset } from "../dataset.ts";
import type { Settings } from "../settings.ts";

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

/** What is done before, and what the whole is. */
export interface Before {
  /** A word for logs. */
  readonly name: string;
  /** How it was made. */
  readonly settings: Settings;
  /** The names of the classes, where they are others than those of the dataset. */
  readonly classes?: readonly string[];
  /** What is asked of Deno as things stand. */
  readonly permissions: () => readonly Deno.PermissionDescriptor[];
  /** What is done first; where it fails, opening fails and may be tried again. */
  readonly first: () => Promise<unknown>;
}

/**
 * The same dataset, which does something before it is opened.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { openedAfter } from "./dataset_over.ts";
 *
 * const done: string[] = [];
 * const data = { name: "inner", open: async () => void done.push("open"), train: () => [] };
 * const first = () => Promise.resolve(done.push("first"));
 * const whole = openedAfter(data, { name: "outer", settings: {}, permissions: () => [], first });
 * await whole.open!();
 * assertEquals([whole.name, done], ["outer", ["first", "open"]]);
 * ```
 */
// What its batches are is said by the types of whoever asks.
// deno-lint-ignore no-explicit-any
export function openedAfter<D extends Dataset<any, any, any>>(
  data: D,
  { name, settings, classes, permissions, first }: Before,
): D {
  return Object.freeze(
    Object.defineProperties({}, {
      ...Object.getOwnPropertyDescriptors(data),
      ...Object.getOwnPropertyDescriptors({
        ...{ name, settings },
        ...classes && { classes },
        get permissions() {
          return permissions();
        },
        async open() {
          await first();
          await data.open?.();
        },
      }),
    }),
  ) as D;
}
