/** A dataset with further ones that it is judged on. */
import type { Batches, Dataset, JudgedSet, Share } from "../../dataset.ts";
import { datasetOver } from "../../loading/dataset_over.ts";
import { sharing } from "../../training/shares.ts";

/**
 * A dataset that is judged on others as well, each by a name.
 *
 * @param data What is learnt from.
 * @param others Of each its batches to be judged on are taken; where it has none, those of its first epoch.
 */
export function withSets<X, Y>(
  data: Dataset<X, Y, never>,
  others: Readonly<Record<string, Dataset<X, Y, never>>>,
): Dataset<X, Y, never> {
  for (const [name, set] of Object.entries(others)) {
    if (name in (data.sets ?? {})) {
      throw new TypeError(
        `Cannot judge on further data as each dataset of .validation() needs a name of its own: got "${name}" twice.`,
      );
    }
    if (name !== "" && typeof set?.train === "function") continue;
    throw new TypeError(
      `Cannot judge on further data as .validation() takes datasets by name: got ${typeof set} as "${name}".`,
    );
  }
  const all = Object.values(others), every = [data, ...all];
  const setOf = (set: Dataset<X, Y, never>): JudgedSet<X, Y> => ({
    get batches() {
      return (set.val === undefined ? set.batches?.train : set.batches?.val)!;
    },
    pass: (share?: Share): Batches<X, Y> => {
      const shared = sharing(set);
      return shared.val?.(share) ?? shared.train({ ...share, epoch: 0, seed: 0 });
    },
  });
  const sets = Object.fromEntries(Object.entries(others).map(([name, set]) => [name, setOf(set)]));
  const opens = every.some(({ open }) => open !== undefined);
  return datasetOver(data, {
    sets: Object.freeze({ ...data.sets, ...sets }),
    get permissions() {
      return every.flatMap(({ permissions = [] }) => permissions);
    },
    // What has nothing to open is open already, and may be judged by what it says.
    ...opens && {
      async open() {
        for (const each of every) await each.open?.();
      },
    },
    news: () => every.flatMap((each) => each.news?.() ?? []),
    async close() {
      for (const each of every) await each.close?.();
    },
  });
}
