/** What the samples of a run depend on. */
import type { Dataset } from "../dataset.ts";
import type { Optimizer } from "../optimizer.ts";
import type { Plain } from "../settings.ts";
import type { Terms } from "../snapshot.ts";
import type { Length } from "../training/timetable.ts";

/**
 * The terms of a run that trains.
 *
 * @param data The dataset, open.
 * @param optimizer The optimizer; it says in its settings how many steps it adds up.
 * @param length How long the run is.
 * @param batchesPerEpoch Batches of an epoch, where the run says how many.
 * @param ranks How many share a batch.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { accumulate, sgd } from "jsr:@raptor/raptor";
 * import { termsOf } from "./terms.ts";
 *
 * const data = { samples: { train: 50 }, batchSize: 10 };
 * const terms = termsOf({ data, optimizer: accumulate(4, sgd({ lr: 0.1 })), length: { epochs: 5 } });
 * assertEquals(terms, { samples: 50, batchSize: 10, ranks: 1, accumulate: 4, epochs: 5 });
 * ```
 */
export function termsOf({ data, optimizer, length, batchesPerEpoch, ranks = 1 }: {
  readonly data: Pick<Dataset<unknown, unknown>, "samples" | "batchSize">;
  readonly optimizer: Optimizer;
  readonly length: Length;
  readonly batchesPerEpoch?: number | undefined;
  readonly ranks?: number | undefined;
}): Terms {
  const { samples, batchSize } = data, { epochs, steps, samples: all } = length;
  return Object.freeze({
    ...samples?.train !== undefined && { samples: samples.train },
    ...batchSize !== undefined && { batchSize },
    ...batchesPerEpoch !== undefined && { batchesPerEpoch },
    ...{ ranks, accumulate: addedUp(optimizer.name, optimizer.settings ?? {}) },
    ...epochs !== undefined && { epochs },
    ...steps !== undefined && { steps },
    ...all !== undefined && { length: all },
  });
}

/** Steps for one update, wherever in a chain of optimizers they are added up. */
function addedUp(name: Plain | undefined, settings: Plain): number {
  if (typeof settings !== "object" || settings === null) return 1;
  const inner = Object.values(settings) as Plain[];
  const own = String(name).startsWith("accumulate") ? Number((settings as { readonly n?: Plain }).n ?? 1) : 1;
  return own *
    inner.reduce<number>((all, part) => all * addedUp((part as { readonly name?: Plain } | null)?.name, part), 1);
}
