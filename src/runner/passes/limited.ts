/** The first batches of each pass, for trials. */
import type { Batch, Batches, Counts, Dataset, JudgedSet, Share } from "../../dataset.ts";
import { datasetOver } from "../../loading/dataset_over.ts";

/** How much of a pass is taken: a share of its batches, below 1, or so many of them. */
export type Most = number;

/** How much of each pass is taken; of those that are not named, all. */
export type Limit = Most | { readonly [pass in keyof Counts]?: Most };

/**
 * A dataset whose passes are cut short. An epoch is the first of its batches, in the order that it would have anyway.
 *
 * @param data What is cut.
 * @param limit To how much.
 * @throws {RangeError} From a pass, if a share is asked for and the dataset does not tell its batches.
 */
export function limited<X, Y>(data: Dataset<X, Y, never>, limit: Limit): Dataset<X, Y, never> {
  /** The batches that are left of a pass. */
  const most = (pass: keyof Counts): number => {
    const asked = typeof limit === "number" ? limit : limit[pass] ?? Infinity;
    return mostOf(data.name, data.batches?.[pass], asked);
  };
  const cut = (counts: Counts | undefined, of: (pass: keyof Counts) => number | undefined): Counts => {
    const passes = Object.entries(counts ?? {}) as [keyof Counts, number][];
    return Object.fromEntries(
      passes.flatMap(([pass, count]) => {
        const bound = of(pass);
        return bound === undefined ? [] : [[pass, Math.min(count, bound)]];
      }),
    );
  };
  const judged = (pass: "val" | "test") =>
    data[pass] && ((share?: Share) => taken(data[pass]!(share), { batches: most(pass) }));
  return datasetOver(data, {
    // It can begin anywhere only where samples tell how many batches are left.
    seekable: data.seekable === true && data.batchSize !== undefined,
    get batches() {
      return cut(data.batches, most);
    },
    get samples() {
      const { batchSize } = data;
      return cut(
        data.samples,
        (pass) => most(pass) === Infinity ? Infinity : batchSize === undefined ? undefined : most(pass) * batchSize,
      );
    },
    train({ from = 0, ...epoch }) {
      const { batchSize } = data, batches = most("train");
      if (batchSize === undefined || data.seekable !== true) return taken(data.train(epoch), { batches });
      return taken(data.train({ ...epoch, from }), { samples: batches * batchSize - from });
    },
    get val() {
      return judged("val")!;
    },
    get test() {
      return judged("test")!;
    },
    get sets() {
      const sets = Object.entries(data.sets ?? {}), asked = typeof limit === "number" ? limit : limit.val;
      if (sets.length === 0 || asked === undefined) return data.sets!;
      return Object.fromEntries(sets.map(([name, set]) => [name, shorter(data.name, set, asked)]));
    },
  });
}

/** The batches that are taken of so many. */
function mostOf(name: string, all: number | undefined, asked: Most): number {
  if (asked >= 1) return asked;
  if (all !== undefined) return Math.max(1, Math.floor(all * asked));
  throw new RangeError(
    `Cannot take a share of ${name} as its batches must be known: got limit ${asked} and a dataset that does not tell ` +
      "them. Give a number of batches.",
  );
}

function shorter<X, Y>(name: string, set: JudgedSet<X, Y>, asked: Most): JudgedSet<X, Y> {
  return {
    get batches() {
      return Math.min(set.batches ?? Infinity, mostOf(name, set.batches, asked));
    },
    pass: (share) => taken(set.pass(share), { batches: mostOf(name, set.batches, asked) }),
  };
}

/**
 * The beginning of a pass; what comes after is not made.
 *
 * @param most How many batches, or samples, those that were left out too.
 */
export async function* taken<X, Y>(
  pass: Batches<X, Y>,
  { batches = Infinity, samples = Infinity }: { readonly batches?: number; readonly samples?: number },
): AsyncGenerator<Batch<X, Y>, void, void> {
  let made = 0, seen = 0;
  if (batches < 1 || samples < 1) return;
  for await (const batch of pass) {
    made++, seen += (batch.of ?? batch.size) + (batch.skipped ?? 0);
    yield batch;
    if (made >= batches || seen >= samples) return;
  }
}
