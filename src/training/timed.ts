/** Batches with the time that each was waited for. */
import type { Batch, Batches } from "../dataset.ts";

/** A batch, and how long the pass waited for it. */
export interface Timed<X, Y> {
  readonly batch: Batch<X, Y>;
  /** In seconds. */
  readonly dataTime: number;
}

/**
 * Walks through batches and times each.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { timed } from "./timed.ts";
 *
 * for await (const { dataTime } of timed([{ x: 1, y: 1, size: 1 }])) assert(dataTime >= 0);
 * ```
 */
export async function* timed<X, Y>(batches: Batches<X, Y>): AsyncGenerator<Timed<X, Y>, void, void> {
  const iterator = Symbol.asyncIterator in batches ? batches[Symbol.asyncIterator]() : batches[Symbol.iterator]();
  try {
    while (true) {
      const asked = performance.now();
      const { done, value } = await iterator.next();
      if (done) return;
      yield { batch: value, dataTime: (performance.now() - asked) / 1000 };
    }
  } finally {
    await iterator.return?.();
  }
}
