/** Scores of the batches that are learnt from, as they are learnt from: folded in the step, on the device. */
import type { AnyMetric, State } from "../metric.ts";
import type { HostTensor } from "../snapshot.ts";
import { readTensors } from "../tensors/read.ts";
import { tf } from "../tf.ts";
import { foldingOf, mergeOf, partsOf, stateOf } from "./folding.ts";
import { type Scores, scoresOf } from "./scores_of.ts";

/** Follows the batches of a training. */
export interface Tally<P, Y, N extends string = string> {
  /** The states that the next step takes its batch into. */
  readonly states: readonly State[];
  /** The states after a batch. Runs in the step. */
  fold(states: readonly State[], prediction: P, target: Y): State[];
  /**
   * The states after a step that may have been left out, in which case they are those before it. Rows that a metric keeps
   * stay all the same, as their number is not known then. Runs in the step.
   *
   * @param finite A boolean scalar: whether the step counts.
   */
  judge(before: readonly State[], after: readonly State[], finite: tf.Tensor): State[];
  /**
   * Takes over the states that a step has made.
   *
   * @param absent Whether its examples do not count: the states stay as they were. Default they do.
   */
  take(next: readonly State[], absent?: boolean): void;
  /** Batches since the last scores. */
  readonly batches: number;
  /**
   * The scores of the batches since it was asked last; it begins anew.
   *
   * @param merged Makes the states of all ranks of those of this one. Default there are no others.
   */
  scores(merged?: Merging): Promise<Scores<N>>;
  /** The states on the host, as a member of a snapshot. */
  read(merged?: Merging): Promise<{ readonly tally?: Readonly<Record<string, HostTensor>> }>;
  /** Gives back all tensors. */
  drop(): void;
}

/** Makes the states of all ranks of those of one. */
export type Merging = (states: readonly State[]) => Promise<readonly State[]>;

const BATCHES = "batches";

/**
 * Makes a tally.
 *
 * @param metrics What to judge by.
 * @param before Of a snapshot that the run goes on from. Where it was judged by others, the tally begins anew.
 * @param leads Whether the states of before are this rank's; what all ranks have seen is taken up by one of them. Default they are.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { accuracy, tf } from "jsr:@raptor/raptor";
 * import { tallyOf } from "./tally.ts";
 *
 * const tally = tallyOf([accuracy()]), answers = tf.tensor2d([[0, 1], [1, 0]]);
 * for (const right of [[1, 1], [1, 0]]) {
 *   tally.take(tf.tidy(() => tally.fold(tally.states, answers, tf.tensor1d(right, "int32"))));
 * }
 * assertEquals([tally.batches, await tally.scores(), tally.batches], [2, { accuracy: 75 }, 0]);
 * tally.drop();
 * ```
 */
export function tallyOf<P, Y, N extends string>(
  metrics: readonly AnyMetric<N, P, Y>[],
  before?: Readonly<Record<string, HostTensor>>,
  leads = true,
): Tally<P, Y, N> {
  const names = metrics.map((metric, i) => (key: string) => `${i}.${metric.name}/${key}`);
  let folding = foldingOf<State>(metrics), batches = 0;
  if (before !== undefined) {
    const kept = folding.states.map((state, i) =>
      Object.entries(partsOf(state)).map(([key, part]) => {
        // Of what grows, the shape of a row is known with the first batch.
        const saved = before[names[i]!(key)], grows = mergeOf(metrics[i]!, key) === "concat";
        const fits = saved?.dtype === part.dtype && (grows || String(saved.shape) === String(part.shape));
        return [key, fits ? saved : undefined] as const;
      })
    );
    if (kept.flat().every(([, saved]) => saved !== undefined)) {
      batches = before[BATCHES]?.data[0] ?? 0;
      if (leads) folding.dispose();
      const tensor = ({ data, shape, dtype }: HostTensor) => tf.tensor(data, [...shape], dtype);
      const states = () =>
        kept.map((parts) => stateOf(Object.fromEntries(parts.map(([key, saved]) => [key, tensor(saved!)]))));
      if (leads) folding = foldingOf<State>(metrics, states());
    }
  }
  /** Works with the states of all ranks, where there are others. */
  const ofAll = async <T>(merged: Merging | undefined, work: (states: readonly State[]) => Promise<T>): Promise<T> => {
    if (merged === undefined) return await work(folding.whole());
    const states = await merged(folding.whole());
    try {
      return await work(states);
    } finally {
      tf.dispose(states.flatMap((state) => Object.values(partsOf(state))));
    }
  };
  return {
    get states() {
      return folding.states;
    },
    fold: (states, prediction, target) => metrics.map((metric, i) => metric.update(states[i]!, prediction, target)),
    judge: (before, after, finite) =>
      after.map((state, i) => {
        const old = partsOf(before[i]!);
        const parts = Object.entries(partsOf(state)).map(([key, part]) => {
          const same = mergeOf(metrics[i]!, key) !== "concat" && String(old[key]!.shape) === String(part.shape);
          return [key, same ? tf.where(finite, part, old[key]!) : part] as const;
        });
        return stateOf(Object.fromEntries(parts));
      }),
    take(next, absent = false) {
      if (absent) {
        const kept = new Set(folding.states.flatMap((state) => Object.values(partsOf(state))));
        tf.dispose(next.flatMap((state) => Object.values(partsOf(state))).filter((part) => !kept.has(part)));
      } else folding.take(next);
      batches++;
    },
    get batches() {
      return batches;
    },
    async scores(merged) {
      const scores = await ofAll(merged, (states) => scoresOf(metrics, states));
      folding.dispose();
      folding = foldingOf<State>(metrics), batches = 0;
      return scores;
    },
    async read(merged) {
      if (batches === 0) return {};
      return await ofAll(merged, async (states) => {
        const parts = states.flatMap((state, i) =>
          Object.entries(partsOf(state)).map(([key, part]) => [names[i]!(key), part] as const)
        );
        const count = { dtype: "int32", shape: [1], data: Int32Array.of(batches) } as const;
        return { tally: { ...await readTensors(Object.fromEntries(parts)), [BATCHES]: count } };
      });
    },
    drop: () => folding.dispose(),
  };
}
