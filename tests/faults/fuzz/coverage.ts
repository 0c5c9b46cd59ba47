/** Ways through the code, by V8's precise coverage, which `node:inspector` answers in Deno too. */
import { Session } from "node:inspector/promises";

interface Told {
  readonly result: readonly {
    readonly url: string;
    readonly functions: readonly {
      readonly ranges: readonly { readonly startOffset: number; readonly endOffset: number; readonly count: number }[];
    }[];
  }[];
}

/** Tells which new ways were gone since it was asked last. */
export interface Guide {
  /** How many places were gone through that never were before. */
  news(): Promise<number>;
  /** How many of the news of last time were gone through again since. Each counts for the first who is asked. */
  alone(): Promise<number>;
  /** How many places there are by now. */
  readonly places: number;
  close(): void;
}

/**
 * Begins to look at the modules whose addresses match.
 *
 * @param modules Their addresses.
 */
export async function guide(modules: RegExp): Promise<Guide> {
  const session = new Session(), seen = new Set<string>();
  session.connect();
  await session.post("Profiler.enable");
  await session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: true });
  const gone = async (): Promise<Set<string>> => {
    const { result } = await session.post("Profiler.takePreciseCoverage") as unknown as Told,
      places = new Set<string>();
    for (const { url, functions } of result) {
      if (!modules.test(url)) continue;
      for (const { ranges } of functions) {
        for (const { startOffset, endOffset, count } of ranges) {
          if (count > 0) places.add(`${url}:${startOffset}-${endOffset}`);
        }
      }
    }
    return places;
  };
  let fresh = new Set<string>();
  return {
    async news() {
      fresh = (await gone()).difference(seen);
      for (const place of fresh) seen.add(place);
      return fresh.size;
    },
    async alone() {
      const now = await gone(), own = [...fresh].filter((place) => now.has(place));
      for (const place of own) fresh.delete(place);
      return own.length;
    },
    get places() {
      return seen.size;
    },
    close: () => session.disconnect(),
  };
}
