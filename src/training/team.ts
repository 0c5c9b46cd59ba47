/**
 * The ranks of a run in step with each other: which batch comes, whether the run is to end, what is read. Before each step all say a
 * few numbers at once; the first rank leads, as it alone has hooks, and the others do as it says.
 */
import type { Batch, Batches } from "../dataset.ts";
import type { RankGroup } from "../group.ts";
import type { Loss } from "../loss.ts";
import type { AnyMetric, State } from "../metric.ts";
import type { Params } from "../model.ts";
import { distinct } from "../tensors/by_name.ts";
import { readNow, readTensors, writeTensor } from "../tensors/read.ts";
import { tf } from "../tf.ts";
import { mergedStates } from "./merged_states.ts";
import type { Tally } from "./tally.ts";
import { type Timed, timed } from "./timed.ts";
import type { WholeBatch } from "./together.ts";

/** The ranks of a run. */
export interface Team {
  /** Who they are. */
  readonly group: RankGroup;
  /** The share of this one, for passes. */
  readonly share: { readonly rank: number; readonly ranks: number };
  /** Why the run is to end, as all know. */
  stopped(): string | undefined;
  /** How long the run has lasted by the clock of the first rank, in seconds. */
  readonly seconds: number;
  /** What all ranks know of the batch that came last. */
  whole(): WholeBatch;
  /**
   * Walks through batches with all other ranks.
   *
   * @param countOf How many examples the loss of a batch is a mean over. Default all.
   */
  inStep<X, Y>(
    batches: Batches<X, Y>,
    countOf?: (batch: Batch<X, Y>) => number,
  ): AsyncGenerator<Timed<X, Y>, void, void>;
  /** States of all ranks; each metric says how they become one. They are the caller's. */
  merged<S extends State>(metrics: readonly AnyMetric<string, never, never, S>[], states: readonly S[]): Promise<S[]>;
  /** Whether these metrics can be judged by several ranks together. */
  merges(metrics: readonly AnyMetric<string, never, never>[]): boolean;
  /** Gives all ranks the numbers that the first has in these. */
  agree(params: Params): Promise<void>;
  /** Has all ranks do what only they together can, where the first one asks for it: they answer between their steps. */
  answer(run: () => Promise<void>): () => Promise<void>;
  /** Takes down on which ranks a loss was not finite. */
  odd(ranks: readonly number[]): void;
  /** An error, with what was taken down of that. */
  named(error: unknown): unknown;
  /** Waits for the others, as at the end. What the first rank hands over is known to all. */
  end(flag: boolean): Promise<boolean>;
}

/** What the first rank says. */
const GO = 0, ANSWER = 1, END = 2;
/** Of the first rank: its word, whether to stop, its clock, a flag, which of an answer is its number. Then of each rank what it has. */
const HEAD = 4, EACH = 4;
/** Where among these stands what the loss of its batch is a mean over. */
const COUNT = 2;

/**
 * Makes a team.
 *
 * @param group The ranks.
 * @param stopped Why the run should end, as this rank knows; that of the first counts.
 *
 * @example See `tests/runner/ranks_test.ts`.
 */
export function teamOf(group: RankGroup, stopped: () => string | undefined): Team {
  const { rank, size } = group, leads = rank === 0, began = performance.now();
  let reason: string | undefined, seconds = 0, present: WholeBatch | undefined;
  const answers: (() => Promise<void>)[] = [];
  let unsound: readonly number[] = [];

  /** Says something, and hears what all have said. */
  const exchange = async (word: number, own: readonly number[] = [], flag = 0): Promise<Float64Array> => {
    while (true) {
      const said = new Float64Array(HEAD + EACH * size);
      if (leads) said.set([word, stopped() === undefined ? 0 : 1, (performance.now() - began) / 1000, flag]);
      said.set(own, HEAD + EACH * rank);
      await group.sum(said);
      requireSound(said, answers.length);
      // While it has them answer, the others wait already for what comes after.
      if (said[1] === 1 && said[0] !== ANSWER) reason ??= stopped() ?? "the first rank was stopped";
      seconds = said[2]!;
      if (leads || said[0] !== ANSWER) return said;
      await answers[said[3]!]!();
    }
  };
  const gone = (): Error =>
    new Error(
      `Cannot go on as all ranks must have as many batches: got none on rank ${rank}. Where samples are left out that cannot ` +
        "be read, a share of a batch may lose all it has: take larger batches.",
    );

  /** The batch with what all know of it; undefined where none comes any more. */
  const agreed = async <X, Y>(
    batch: Batch<X, Y> | undefined,
    countOf: (batch: Batch<X, Y>) => number,
  ): Promise<Batch<X, Y> | undefined> => {
    const { absent = false, size: rows = 0, skipped: lost = 0 } = batch ?? {};
    const own = batch === undefined ? [] : absent ? [1, 0, 0, lost] : [1, rows, countOf(batch), lost];
    const said = await exchange(GO, own);
    const [there, sizes, counts, skipped] = [0, 1, 2, 3].map((what) =>
      Array.from({ length: size }, (_, i) => said[HEAD + EACH * i + what]!)
    ) as [number[], number[], number[], number[]];
    if (reason !== undefined || total(there) === 0) return undefined;
    if (batch === undefined || total(there) < size) throw gone();
    const whole = total(sizes), from = absent ? 0 : total(sizes.slice(0, rank));
    // Of what does not count any rows will do.
    const place = { from, size: rows, whole: absent ? Math.max(whole, rows) : whole };
    present = { rows: place, count: total(counts), own: counts[rank]!, absent };
    return { ...batch, of: whole, skipped: total(skipped) };
  };

  return {
    group,
    share: { rank, ranks: size },
    stopped: () => reason,
    get seconds() {
      return seconds;
    },
    whole: () => present!,
    async *inStep<X, Y>(batches: Batches<X, Y>, countOf = ({ size }: Batch<X, Y>) => size) {
      const walk = timed(batches);
      try {
        while (true) {
          const { done, value } = await walk.next(), batch = done ? undefined : value.batch;
          const taken = await agreed(batch, countOf).catch((error) => {
            drop(batch);
            throw error;
          });
          if (taken === undefined) {
            drop(batch);
            return;
          }
          yield { batch: taken, dataTime: value!.dataTime };
        }
      } finally {
        await walk.return();
      }
    },
    merged: (metrics, states) => mergedStates(group, metrics, states),
    merges: (metrics) => metrics.every(({ merge }) => merge !== undefined),
    async agree(params) {
      for (const variable of Object.values(distinct(params))) {
        const { value } = await readTensors({ value: variable });
        const numbers = value!.data.slice() as Float32Array;
        await group.broadcast(numbers);
        if (!leads) writeTensor(variable, { ...value!, data: numbers });
      }
    },
    answer(run) {
      const number = answers.push(run) - 1;
      return async () => {
        await exchange(ANSWER, [], number);
        await run();
      };
    },
    odd(ranks) {
      if (unsound.length === 0) unsound = ranks;
    },
    named(error) {
      if (!(error instanceof RangeError) || unsound.length === 0) return error;
      const those = `rank${unsound.length === 1 ? "" : "s"} ${unsound.join(" and ")}`;
      return new RangeError(`${error.message} The first loss that was not came from ${those}.`, { cause: error });
    },
    async end(flag) {
      let said: Float64Array;
      do said = await exchange(END, [], flag ? 1 : 0); while (said[0] !== END);
      return said[3] === 1;
    },
  };
}

/** What ranks have said is sizes, weights and words; a sum that is none of these says that one of them has said something else. */
function requireSound(said: Float64Array, answers: number): void {
  const whole = (number: number) => Number.isSafeInteger(number) && number >= 0;
  const head = said[0]! <= END && whole(said[0]!) && said[2]! >= 0 && (said[0] !== ANSWER || said[3]! < answers);
  // What the loss is a mean over is a sum of weights, of which one may be lost: the loss says so.
  const isCount = (i: number) => i >= HEAD && (i - HEAD) % EACH === COUNT;
  const isSaid = (number: number, i: number) => i === 2 || (isCount(i) ? !(number < 0) : whole(number));
  const odd = head ? said.findIndex((number, i) => !isSaid(number, i)) : 0;
  if (odd < 0) return;
  throw new Error(
    `Cannot go on as what ranks say before a step must be whole numbers: got ${said[odd]} of rank ${
      odd < HEAD ? 0 : Math.floor((odd - HEAD) / EACH)
    }. All ranks must run the same script, with the same version of Raptor.`,
  );
}

function total(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}

function drop(batch: Batch<unknown, unknown> | undefined): void {
  if (batch !== undefined) tf.dispose([batch.x, batch.y] as unknown as tf.TensorContainer);
}

/** Whether this rank is the first, or the only one. */
export function leads(team: Team | undefined): boolean {
  return (team?.share.rank ?? 0) === 0;
}

/** How many examples the loss of a batch is a mean over, read at once: nothing of the step depends on it. */
export function countOf<P, Y>({ loss }: { readonly loss?: Loss<P, Y> }): (batch: Batch<unknown, Y>) => number {
  return ({ y, size }) => {
    const counted = loss?.count === undefined ? size : tf.tidy(() => loss.count!(y) as tf.Scalar);
    if (typeof counted === "number") return counted;
    const [[count]] = readNow([counted]) as unknown as [[number]];
    counted.dispose();
    return count;
  };
}

/** Reads what metrics have seen on all ranks, as a member of a snapshot. */
export function talliedBy(
  tally: Tally<never, never>,
  metrics: readonly AnyMetric<string, never, never>[],
  team: Team | undefined,
): Tally<never, never>["read"] {
  if (team === undefined) return tally.read;
  let read: Awaited<ReturnType<typeof tally.read>> = {};
  const answered = team.answer(async () => void (read = await tally.read((states) => team.merged(metrics, states))));
  return async () => {
    await answered();
    return read;
  };
}
