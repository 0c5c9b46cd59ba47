/** A validation, told as events. */
import type { Position, ScoresEvent, ValEvent } from "../hook.ts";
import type { AnyMetric, Better } from "../metric.ts";
import { betterOf, TRAINING } from "../options/score_names.ts";
import { evaluate } from "./evaluate.ts";
import type { Exhibition } from "./exhibition.ts";
import { type JudgedPass, prefixed } from "./judged_passes.ts";
import type { JudgingStep } from "./judging_step.ts";
import type { Judging } from "./plan.ts";
import type { Team } from "./team.ts";

/** Scores as they come out of a validation, before the run says where it stands. */
export type Judgement<N extends string> = Omit<ScoresEvent<N>, "progress" | "snapshot">;

/**
 * Judges a model on the passes of a task, one after the other, and yields after each batch.
 *
 * @param plan What to judge, and by what.
 * @param passes What to judge it on.
 * @param task Whose they are.
 * @param at Where in the run it happens.
 * @param step What judges a batch.
 * @param exhibit Keeps what is shown of a batch. Default nothing is shown.
 * @param ranks The ranks of the run; where metrics do not say how their states merge, each judges all. Default there is one.
 * @returns The scores; undefined if the run was stopped meanwhile.
 *
 * @example See {@linkcode judge}.
 */
export async function* validation<X, P, Y, N extends string>(
  { model, metrics, stopped, stopping }: Pick<Judging<X, P, Y, N>, "model" | "metrics" | "stopped" | "stopping">,
  passes: readonly JudgedPass<X, Y>[],
  task: "val" | "test",
  at: Position,
  step: JudgingStep<X, Y>,
  exhibit?: Exhibition,
  ranks?: Team,
): AsyncGenerator<ValEvent, Judgement<N> | undefined, void> {
  const team = ranks?.merges(metrics) ? ranks : undefined;
  const known = passes.every(({ batches }) => batches !== undefined);
  const batches = known ? passes.reduce((sum, { batches }) => sum + batches!, 0) : undefined;
  const scores: Record<string, number> = {}, better: Record<string, Better> = {};
  let where = { ...at, batch: 0, batches }, time = 0, dataTime = 0;
  for (const { prefix, pass } of passes) {
    const judging = evaluate(model, pass(team?.share), metrics, step, ranks ? undefined : stopping, exhibit, team);
    try {
      for (let next = await judging.next();; next = await judging.next()) {
        if (next.done) {
          Object.assign(scores, prefixed(prefix, next.value));
          Object.assign(better, prefixed(prefix, betterOf(metrics)));
          break;
        }
        const { time: took, dataTime: waited, shown } = next.value;
        where = { ...where, batch: where.batch + 1 };
        time += took, dataTime += waited;
        const of = prefix !== "" && { set: prefix.slice(0, -1) };
        yield { type: "val", task, ...where, ...of, time: took, dataTime: waited, ...shown && { shown } };
        if (stopped() !== undefined) return undefined;
      }
    } finally {
      // Ends it where it has not ended, whoever left, so that it gives back its tensors.
      await judging.return(undefined as never);
    }
    if (stopped() !== undefined) return undefined;
  }
  const each = Math.max(1, where.batch), mean = { time: time / each, dataTime: dataTime / each };
  return { type: "scores", task, ...where, batches: where.batch, ...mean, scores, better } as Judgement<N>;
}

/**
 * The scores of a validation, and after them those of the batches that were learnt from since the one before.
 *
 * @param judgement Of the validation.
 * @param metrics What is judged by.
 * @param training Of the batches that were learnt from.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { accuracy } from "jsr:@raptor/raptor";
 * import { type Judgement, withTraining } from "./validation.ts";
 *
 * const at = { epoch: 1, epochs: 1, step: 4, steps: 4, batch: 2, batches: 2, time: 1, dataTime: 0 };
 * const judged = { scores: { accuracy: 50 }, better: { accuracy: "higher" } } as const;
 * const told: Judgement<string> = { type: "scores", task: "val", ...at, ...judged };
 * assertEquals(Object.keys(withTraining(told, [accuracy()], { accuracy: 75 }).scores), ["accuracy", "train/accuracy"]);
 * ```
 */
export function withTraining<N extends string>(
  judgement: Judgement<N>,
  metrics: readonly AnyMetric<N, never, never>[],
  training: Readonly<Record<N, number>>,
): Judgement<N> {
  const scores = { ...judgement.scores, ...prefixed(TRAINING, training) };
  return { ...judgement, scores, better: { ...judgement.better, ...prefixed(TRAINING, betterOf(metrics)) } };
}
