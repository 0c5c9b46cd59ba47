/** The same few batches again and again, to see whether a model can learn at all. */
import type { Counts, Dataset } from "../../dataset.ts";
import { datasetOver } from "../../loading/dataset_over.ts";
import { limited } from "./limited.ts";

/**
 * A dataset whose epochs are all the first `n` batches of the first one, augmented as they are there; the same batches are
 * judged on.
 *
 * @param data What they are taken of.
 * @param n How many batches.
 * @param seedOf Tells the seed of the run, once it is known.
 * @param judged Whether there is to be a validation.
 */
export function overfitted<X, Y>(
  data: Dataset<X, Y, never>,
  n: number,
  seedOf: () => number,
  judged: boolean,
): Dataset<X, Y, never> {
  const both = ({ train }: Counts = {}): Counts => train === undefined ? {} : { train, ...judged && { val: train } };
  const same = datasetOver(data, {
    get batches() {
      return both(data.batches);
    },
    get samples() {
      return both(data.samples);
    },
    train: (epoch) => data.train({ ...epoch, epoch: 0 }),
    val: (judged ? (share) => data.train({ ...share, epoch: 0, seed: seedOf() }) : undefined)!,
  });
  return limited(same, { train: n, val: n });
}
