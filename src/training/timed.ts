/**
 * Batches with the time that each was waited for, and one asked for ahead: an asynchronous pass reads its next batch
 * while the step runs. A synchronous one computes on this thread, where a step leaves no room to do it beside; on an
 * engine that only queues its work, such as a GPU, it does so while the device is busy.
 */
import { tf } from "../tf.ts";
import type { Batch, Batches } from "../dataset.ts";

/** A batch, and how long the pass waited for it. */
export interface Timed<X, Y> {
  /** Whoever takes it disposes of its tensors. */
  readonly batch: Batch<X, Y>;
  /** In seconds. */
  readonly dataTime: number;
}

/**
 * Walks through batches and times each. What was asked for ahead and is not taken is disposed of.
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
  let ahead = Symbol.asyncIterator in batches;
  const iterator = Symbol.asyncIterator in batches ? batches[Symbol.asyncIterator]() : batches[Symbol.iterator]();
  let next: Promise<IteratorResult<Batch<X, Y> | Promise<Batch<X, Y>>>> | undefined;
  try {
    while (true) {
      const asked = performance.now();
      const { done, value: made } = await (next ?? iterator.next());
      next = undefined;
      if (done) return;
      // A synchronous pass whose source reads hands out promises: the next one may be on its way as well.
      ahead ||= made instanceof Promise;
      const value = await made;
      const dataTime = (performance.now() - asked) / 1000;
      if (ahead) {
        next = Promise.resolve(iterator.next());
        // An error of the next batch is told when it is its turn; until then it is not an unhandled one.
        next.then(({ value }) => value).catch(() => {});
      }
      yield { batch: value, dataTime };
    }
  } finally {
    const left = await next?.then(({ done, value }) => done ? undefined : value).catch(() => undefined);
    if (left) tf.dispose([left.x, left.y] as unknown as tf.TensorContainer);
    await iterator.return?.();
  }
}
