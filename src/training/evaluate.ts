/** Judging a model: forward in predict mode, metrics folded on the device, one read at the end. */
import { tf } from "../tf.ts";
import { breather } from "../breathe.ts";
import type { Batches } from "../dataset.ts";
import type { Timing } from "../hook.ts";
import type { AnyMetric, State } from "../metric.ts";
import type { Model } from "../model.ts";
import { onBatch } from "../tensors/out_of_memory.ts";
import type { Shown } from "../shown.ts";
import type { Exhibition } from "./exhibition.ts";
import { foldingOf, partsOf } from "./folding.ts";
import { type JudgingStep, makeJudgingStep } from "./judging_step.ts";
import { type Scores, scoresOf } from "./scores_of.ts";
import type { Team } from "./team.ts";
import { timed } from "./timed.ts";

/** A judged batch. */
export interface Judged extends Timing {
  /** Batches judged so far, this one too. */
  readonly batch: number;
  /** What is to be seen of it; undefined where nobody looks. */
  readonly shown?: Shown;
}

/**
 * Judges a model on batches. It yields after each batch and returns the scores.
 *
 * @param model The model, run in predict mode.
 * @param batches At least one batch; their tensors are disposed of.
 * @param metrics What to judge by.
 * @param step What judges a batch by these metrics. Default a new one, which knows no engine's ways to be faster.
 * @param stopping Settles when the rest is not waited for any more; the scores are then empty. Default never.
 * @param exhibit Keeps what is shown of a batch until the next one is asked for. Default nothing is shown.
 * @param team The ranks that have the other shares of each batch; the scores are those of all. Default there are none.
 * @throws {RangeError} If there are no batches.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { accuracy, evaluate, tf } from "jsr:@raptor/raptor";
 *
 * const model = { name: "same", params: {}, forward: (x: tf.Tensor2D) => x };
 * const batch = { x: tf.tensor2d([[0, 1], [1, 0]]), y: tf.tensor1d([1, 1], "int32"), size: 2 };
 * const judging = evaluate(model, [batch], [accuracy()]);
 * let next = await judging.next();
 * while (!next.done) next = await judging.next();
 * assertEquals(next.value, { accuracy: 50 });
 * ```
 */
export async function* evaluate<X, P, Y, N extends string, S extends State = State>(
  model: Model<X, P>,
  batches: Batches<X, Y>,
  metrics: readonly AnyMetric<N, P, Y, S>[],
  step: JudgingStep<X, Y, S> = makeJudgingStep({ model, metrics }),
  stopping?: Promise<unknown>,
  exhibit?: Exhibition,
  team?: Team,
): AsyncGenerator<Judged, Scores<N>, void> {
  const breathe = breather();
  const folding = foldingOf<S>(metrics);
  let batch = 0, mark = performance.now(), stopped = false;
  stopping?.then(() => stopped = true);
  try {
    for await (const { batch: given, dataTime } of team?.inStep(batches) ?? timed(batches, stopping)) {
      const { x, y, size, absent } = given;
      exhibit?.next("val", batch + 1);
      try {
        if (!absent) folding.take(onBatch(size, () => step(folding.states, x, y)));
      } finally {
        if (exhibit === undefined) tf.dispose([x, y] as unknown as tf.TensorContainer);
        else exhibit.take({ x, y });
      }
      const now = performance.now();
      yield { batch: ++batch, time: (now - mark) / 1000, dataTime, ...exhibit?.shown() };
      exhibit?.clear();
      mark = now;
      await breathe();
    }
    if (stopped || team?.stopped() !== undefined) return {} as Scores<N>;
    if (batch === 0) {
      throw new RangeError(
        `Cannot judge ${model.name} as there must be a batch: got none. Is the validation set empty?`,
      );
    }
    if (team === undefined) return await scoresOf(metrics, folding.whole());
    const merged = await team.merged(metrics, folding.whole());
    try {
      return await scoresOf(metrics, merged);
    } finally {
      tf.dispose(merged.flatMap((state) => Object.values(partsOf(state))));
    }
  } finally {
    exhibit?.clear();
    folding.dispose();
  }
}
