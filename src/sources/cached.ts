/** A source whose samples are read once. */
import { copyOf } from "../loading/copy_of.ts";
import { sourceOver } from "../loading/source_over.ts";
import { settle } from "../options/settle.ts";
import type { Sample, Source } from "../source.ts";

/**
 * Keeps what was read, so that a sample is read and decoded once, not once an epoch.
 *
 * It takes the memory of all samples as they come from the source, before any transform: 10,000 photographs of
 * 500 x 375 pixels take 5.6 GB, however small their files. Threads keep what each of them has read: as an epoch in a new
 * order deals other samples to each, `workers: 4` takes up to four times as much.
 *
 * A sample that could not be read is not kept: it is tried again when it is asked for again.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { cached } from "jsr:@raptor/raptor";
 *
 * let reads = 0;
 * const slow = { name: "slow", size: 2, get: async (i: number) => (reads++, await Promise.resolve({ x: i, y: 0 })) };
 * const quick = cached(slow);
 * assertEquals([await quick.get(1), await quick.get(1), reads], [{ x: 1, y: 0 }, { x: 1, y: 0 }, 1]);
 * ```
 */
export function cached<X, Y>(source: Source<X, Y>): Source<X, Y> {
  const kept = new Map<number, Sample<X, Y> | Promise<Sample<X, Y>>>();
  const keep = (index: number, sample: Sample<X, Y>): Sample<X, Y> => {
    const copy = copyOf(sample);
    kept.set(index, copy);
    return copy;
  };
  const promised = async (index: number, sample: Promise<Sample<X, Y>>): Promise<Sample<X, Y>> => {
    try {
      return keep(index, await sample);
    } catch (error) {
      kept.delete(index);
      throw error;
    }
  };
  return sourceOver({
    name: "cached",
    settings: settle("cached", {}, {}, { source }),
    sources: [source],
    look: () => ({ size: source.size, at: (index) => index }),
    recipe: { module: import.meta.url, name: "cached", options: undefined },
    reading: {
      get(index) {
        const known = kept.get(index);
        if (known !== undefined) return known;
        const sample = source.get(index);
        if (!(sample instanceof Promise)) return keep(index, sample);
        const promise = promised(index, sample);
        kept.set(index, promise);
        return promise;
      },
      expect(indices) {
        const unknown = indices.filter((index) => !kept.has(index));
        if (unknown.length > 0) source.expect?.(unknown);
      },
    },
  });
}
