/** A validation, told as events. */
import type { EndEvent, Event, Position, ScoresEvent, ValEvent } from "../hook.ts";
import type { AnyMetric, Better } from "../metric.ts";
import { betterOf, TRAINING } from "../options/score_names.ts";
import type { Progress } from "../snapshot.ts";
import { beginning } from "./beginning.ts";
import { evaluate } from "./evaluate.ts";
import { type Exhibition, exhibition } from "./exhibition.ts";
import { type JudgedPass, judgedPasses, prefixed } from "./judged_passes.ts";
import { type JudgingStep, makeJudgingStep } from "./judging_step.ts";
import type { Judging } from "./plan.ts";
import { takeSnapshot } from "./snapshot.ts";
import { type Team, teamOf } from "./team.ts";

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

/**
 * Judges a model without training it: the events of `.validate()` and `.test()`.
 *
 * @param plan What to judge, and by what.
 * @param task `val`, or `test`, which takes the validation's batches where the dataset has no others.
 * @param progress Where the weights come from; left out, the model was not trained.
 * @throws {TypeError} If the dataset has no batches to be judged on.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { accuracy, cpu, judge, tf } from "jsr:@raptor/raptor";
 *
 * const model = { name: "same", params: {}, forward: (x: tf.Tensor2D) => x };
 * const batch = () => ({ x: tf.tensor2d([[0, 1]]), y: tf.tensor1d([1], "int32"), size: 1 });
 * const data = { name: "one", train: () => [batch()], val: () => [batch()] };
 * const engine = await cpu().open();
 * const plan = { model, data, engine, metrics: [accuracy()], seed: 0, stopped: () => undefined };
 * const said: string[] = [];
 * for await (const event of judge(plan, "val")) said.push(event.type);
 * assertEquals(said, ["start", "val", "scores", "end"]);
 * ```
 */
export async function* judge<X, P, Y, N extends string>(
  plan: Judging<X, P, Y, N>,
  task: "val" | "test",
  progress: Progress = { step: 0, epoch: 0, batch: 0, samples: 0, seed: plan.seed, scores: {}, judged: 0, recent: {} },
): AsyncGenerator<Event<N>, void, void> {
  const { model, data } = plan, team = plan.ranks && teamOf(plan.ranks.group, plan.stopped);
  const stopped = team?.stopped ?? plan.stopped, passes = judgedPasses(data, task);
  if (passes.length === 0) {
    throw new TypeError(`Cannot judge ${model.name} as the dataset must have ${task}(): got ${data.name} without it.`);
  }
  const told = { ...plan.settings && { settings: plan.settings } };
  yield beginning(plan, task, { step: progress.step, recent: {} });
  const at = {
    epoch: progress.epoch,
    epochs: undefined,
    step: progress.step,
    steps: plan.inSteps ? progress.step : undefined,
    batch: 0,
    batches: undefined,
  };
  const state = {
    progress,
    snapshot: () => takeSnapshot({ model, optimizer: { name: "none" }, slots: {}, ...told }, progress),
  };
  const news = function* (): Generator<Event<N>> {
    for (const text of data.news?.() ?? []) yield { type: "note", text };
  };
  yield* news();
  const exhibit = plan.shows && exhibition(plan.shows, model.params);
  const examine = makeJudgingStep({ ...plan, ...exhibit && { show: exhibit } });
  let judged: Judgement<N> | undefined;
  try {
    await team?.agree(model.params);
    judged = yield* validation({ ...plan, stopped }, passes, task, at, examine, exhibit, team);
    yield* news();
    if (judged !== undefined) yield { ...judged, ...state };
  } finally {
    examine.release?.();
  }
  yield { type: "end", ...at, stopped: judged === undefined ? stopped() : undefined, ...state } satisfies EndEvent;
  await team?.end(false);
}
