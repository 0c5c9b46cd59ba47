/** A dataset that must fetch what it reads: something is done before it is opened. */
import type { Dataset } from "../dataset.ts";
import type { Settings } from "../settings.ts";

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
 * import { openedAfter } from "./opened_after.ts";
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
