/** Epochs of so many batches, however many the dataset has: passes go on where the epoch before has ended. */
import type { Batch, Dataset, Epoch } from "../../dataset.ts";
import { rest } from "../../training/rest.ts";
import { datasetOver } from "../../loading/dataset_over.ts";

/**
 * A dataset whose epochs have `n` batches: pass after pass over the samples, each in an order of its own, cut into epochs. No
 * sample is passed over where an epoch is shorter than a pass, and none comes sooner where it is longer.
 *
 * @param data What is cut.
 * @param n Batches of an epoch.
 * @throws {RangeError} From a pass, if the dataset does not tell its batches and their size.
 */
export function longEpochs<X, Y>(data: Dataset<X, Y, never>, n: number): Dataset<X, Y, never> {
  const sizes = () => {
    const { batchSize, batches: { train: each } = {}, samples: { train: all = Infinity } = {} } = data;
    if (each !== undefined && each > 0 && batchSize !== undefined) {
      return { each, batchSize, whole: Math.min(all, each * batchSize) };
    }
    throw new RangeError(
      `Cannot cut ${data.name} into epochs of ${n} batches as it must tell how many a pass has, and their size: got ` +
        `${each} batches of ${batchSize}. Leave batchesPerEpoch out.`,
    );
  };
  return datasetOver(data, {
    seekable: true,
    get batches() {
      return { ...data.batches, train: n };
    },
    get samples() {
      // How many samples an epoch has depends on where the last, smaller batches of the passes fall.
      const { train: _, ...others } = data.samples ?? {};
      return others;
    },
    async *train({ epoch, from = 0, ...others }: Epoch): AsyncGenerator<Batch<X, Y>, void, void> {
      const { each, batchSize, whole } = sizes();
      const placeOf = (batch: number) => ({ pass: Math.floor(batch / each), at: batch % each * batchSize });
      let { pass, at } = placeOf(epoch * n);
      const end = placeOf((epoch + 1) * n);
      for (let left = from; left > 0;) {
        const step = Math.min(left, whole - at);
        left -= step, at += step;
        if (at >= whole) pass++, at = 0;
      }
      for (; pass < end.pass || pass === end.pass && at < end.at; pass++, at = 0) {
        for await (const batch of rest(data, { ...others, epoch: pass, from: at })) {
          at += (batch.of ?? batch.size) + (batch.skipped ?? 0);
          yield batch;
          if (pass === end.pass && at >= end.at) return;
        }
      }
    },
  });
}
