/** A source that is not known before it is opened, as what lies in files is: it is found then, and stands for what was found. */
import type { Settings } from "../settings.ts";
import type { Source } from "../source.ts";

/** How a source is found. */
export interface Finding<X, Y> {
  /** A word for logs. */
  readonly name: string;
  /** How it was made. */
  readonly settings: Settings;
  /** What `find` and the samples ask of Deno. */
  readonly permissions?: readonly Deno.PermissionDescriptor[];
  /** Whether what is found will tell the class of every sample. Default false. */
  readonly labelled?: boolean;
  /** Finds it; called once, and again only where that failed. */
  readonly find: () => Promise<Source<X, Y>>;
}

/**
 * Makes a source that is found by `open`.
 *
 * @throws {Error} From all that needs the samples, where it is not open.
 *
 * @example
 * ```ts
 * import { assertEquals, assertThrows } from "@std/assert";
 * import { foundSource } from "./found_source.ts";
 *
 * const find = () => Promise.resolve({ name: "two", size: 2, get: (i: number) => ({ x: i, y: 0 }) });
 * const source = foundSource({ name: "late", settings: {}, find });
 * assertThrows(() => source.size, Error, "Call await open() before.");
 * await source.open!();
 * assertEquals(source.size, 2);
 * ```
 */
export function foundSource<X, Y>(
  { name, settings, permissions = [], labelled = false, find }: Finding<X, Y>,
): Source<X, Y> {
  let found: Source<X, Y> | undefined, finding: Promise<void> | undefined;
  const there = (): Source<X, Y> => {
    if (found !== undefined) return found;
    throw new Error(
      `Cannot read ${name} as its source must be open first: got nothing. Call await open() before.`,
    );
  };
  const look = async (): Promise<void> => {
    const source = await find();
    await source.open?.();
    found = source;
  };
  return Object.freeze({
    name,
    settings,
    permissions,
    get size() {
      return there().size;
    },
    get classes() {
      return found?.classes;
    },
    get shape() {
      return found?.shape;
    },
    get recipe() {
      return found?.recipe;
    },
    async open() {
      await (finding ??= look().catch((error) => {
        finding = undefined;
        throw error;
      }));
    },
    get: (index: number) => there().get(index),
    ...labelled && { labels: () => there().labels!() },
    expect: (indices: Uint32Array) => there().expect?.(indices),
    title: (index: number) => there().title?.(index) ?? `sample ${index}`,
  }) as Source<X, Y>;
}
