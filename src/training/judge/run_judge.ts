/** What a judgement without training does. */
import type { EndEvent, Event } from "../../hook.ts";
import type { Progress } from "../../snapshot.ts";
import { beginning } from "../beginning.ts";
import { exhibition } from "../exhibition.ts";
import { judgedPasses } from "../judged_passes.ts";
import { makeJudgingStep } from "../judging_step.ts";
import type { Judging } from "../plan.ts";
import { takeSnapshot } from "../snapshot.ts";
import { teamOf } from "../team.ts";
import { type Judgement, validation } from "../validation.ts";

/**
 * Judges, as `judge` does.
 *
 * @example See {@linkcode judge} of mod.ts, and `tests/training/judge_test.ts`.
 */
export async function* runJudge<X, P, Y, N extends string>(
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
