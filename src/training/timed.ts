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
 * @param stopping Settles when the rest is not waited for any more: the walk then ends, though a batch may never come. One
 *   that comes after all is disposed of.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { timed } from "./timed.ts";
 *
 * for await (const { dataTime } of timed([{ x: 1, y: 1, size: 1 }])) assert(dataTime >= 0);
 * ```
 */
export async function* timed<X, Y>(
  batches: Batches<X, Y>,
  stopping?: Promise<unknown>,
): AsyncGenerator<Timed<X, Y>, void, void> {
  let ahead = Symbol.asyncIterator in batches;
  const iterator = Symbol.asyncIterator in batches ? batches[Symbol.asyncIterator]() : batches[Symbol.iterator]();
  const orStop = until(stopping);
  let next: Promise<IteratorResult<Batch<X, Y>>> | undefined, givenUp = false;
  const ask = async (): Promise<IteratorResult<Batch<X, Y>>> => {
    const { done, value: made } = await iterator.next();
    if (done) return { done: true, value: undefined };
    // A synchronous pass whose source reads hands out promises: the next one may be on its way as well.
    ahead ||= made instanceof Promise;
    return { done: false, value: made instanceof Promise ? await made : made };
  };
  const drop = ({ done, value }: IteratorResult<Batch<X, Y>>) => {
    if (!done) tf.dispose([value.x, value.y] as unknown as tf.TensorContainer);
  };
  try {
    while (true) {
      const asked = performance.now();
      next ??= ask();
      const taken = await orStop(next);
      if (taken === STOPPED) {
        givenUp = true;
        return;
      }
      next = undefined;
      const { done, value } = taken;
      if (done) return;
      const dataTime = (performance.now() - asked) / 1000;
      if (ahead) {
        next = ask();
        // An error of the next batch is told when it is its turn; until then it is not an unhandled one.
        next.catch(() => {});
      }
      yield { batch: value, dataTime };
    }
  } finally {
    const left = next?.then(drop).catch(() => {});
    // Nobody waits for what may never come.
    if (givenUp) void Promise.resolve(iterator.return?.()).catch(() => {});
    else {
      await left;
      await iterator.return?.();
    }
  }
}

const STOPPED = Symbol("stopped");

/** Waits for one thing after the other, or for the stop; what is stopped is asked once, however often it is waited for. */
function until(stopping: Promise<unknown> | undefined): <T>(what: Promise<T>) => Promise<T | typeof STOPPED> {
  if (stopping === undefined) return (what) => what;
  let stop = () => {}, stopped = false;
  stopping.then(() => {
    stopped = true;
    stop();
  });
  return <T>(what: Promise<T>) =>
    new Promise<T | typeof STOPPED>((resolve, reject) => {
      stop = () => resolve(STOPPED);
      if (stopped) stop();
      what.then(resolve, reject);
    });
}
