/** What is left of an epoch: a run that goes on in its middle takes the next sample, not the first one again. */
import type { Batch, Batches, Dataset, Epoch } from "../dataset.ts";
import type { Progress } from "../snapshot.ts";
import { tf } from "../tf.ts";

/**
 * The batches of an epoch from a sample on. A seekable dataset begins there; what another one makes before is passed over.
 *
 * @param data The dataset, open.
 * @param epoch Which epoch, and how many of its samples are left out.
 * @throws {RangeError} If the dataset cannot begin anywhere and its batches do not end where it should begin.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { rest } from "./rest.ts";
 *
 * const data = { name: "three", train: () => [1, 2, 3].map((x) => ({ x, y: x, size: 1 })) };
 * const left = await Array.fromAsync(rest(data, { epoch: 0, seed: 0, from: 2 }), ({ x }) => x);
 * assertEquals(left, [3]);
 * ```
 */
export function rest<X, Y>(data: Dataset<X, Y, never>, epoch: Epoch): Batches<X, Y> {
  const { from = 0 } = epoch;
  return from === 0 || data.seekable === true ? data.train(epoch) : passOver(data.name, data.train(epoch), from);
}

/**
 * How many samples of the epoch in progress were learnt from. Where a checkpoint of before they were counted tells batches
 * alone, these are made once more and counted.
 *
 * @param data The dataset, open, with the batch size of before.
 * @param progress Of the checkpoint; left out, the run begins.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { samplesDone } from "./rest.ts";
 *
 * const data = { name: "five", train: () => [2, 2, 1].map((size) => ({ x: 0, y: 0, size })) };
 * const progress = { step: 2, epoch: 0, batch: 2, seed: 0, scores: {}, judged: 0, recent: {} };
 * assertEquals(await samplesDone(data, progress), 4);
 * ```
 */
export async function samplesDone<X, Y>(data: Dataset<X, Y, never>, progress?: Progress): Promise<number> {
  if (progress === undefined || progress.samples !== undefined) return progress?.samples ?? 0;
  const { epoch, seed, batch } = progress;
  let samples = 0, made = 0;
  if (batch === 0) return samples;
  for await (const { x, y, size } of data.train({ epoch, seed })) {
    tf.dispose([x, y] as unknown as tf.TensorContainer);
    samples += size;
    if (++made === batch) break;
  }
  return samples;
}

/**
 * How many samples a run has learnt from. Of a checkpoint of before they were counted it is what its epochs tell.
 *
 * @param data The dataset, open.
 * @param progress Of the checkpoint; left out, the run begins.
 * @param samples Of the epoch in progress.
 */
export function samplesSeen<X, Y>(data: Dataset<X, Y, never>, progress: Progress | undefined, samples: number): number {
  const { batches, batchSize = Infinity, samples: { train: all } = {} } = data, each = batches?.train ?? Infinity;
  return progress?.seen ?? (progress?.epoch ?? 0) * Math.min(all ?? 0, each * batchSize) + samples;
}

async function* passOver<X, Y>(name: string, batches: Batches<X, Y>, from: number): AsyncGenerator<Batch<X, Y>> {
  let passed = 0;
  for await (const batch of batches) {
    if (passed >= from) {
      yield batch;
      continue;
    }
    passed += (batch.of ?? batch.size) + (batch.skipped ?? 0);
    tf.dispose([batch.x, batch.y] as unknown as tf.TensorContainer);
    if (passed > from) {
      throw new RangeError(
        `Cannot resume as ${name} must have a batch that begins after ${from} samples of the epoch: got one that ends ` +
          `after ${passed}. Resume with the batch size of before, or make the dataset seekable.`,
      );
    }
  }
}
