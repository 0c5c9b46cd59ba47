/** One batch through all that a long run will do hours from now, while it has only begun: judging, and a checkpoint. */
import { join } from "node:path";
import type { Batches } from "../dataset.ts";
import { loadCheckpoint, saveCheckpoint } from "../files/checkpoint.ts";
import type { Answer, Event, Hook, StepEvent } from "../hook.ts";
import { duration } from "../record/format.ts";
import { evaluate } from "../training/evaluate.ts";
import type { JudgedPass } from "../training/judged_passes.ts";
import { makeJudgingStep } from "../training/judging_step.ts";
import type { Judging } from "../training/plan.ts";
import { taken } from "./passes/limited.ts";

/** What is tried. */
export interface DryRun<X, P, Y, N extends string> {
  /** The run. */
  readonly plan: Pick<Judging<X, P, Y, N>, "model" | "metrics" | "engine">;
  /** What it will be judged on; nothing where it is never judged. */
  readonly sets: readonly JudgedPass<X, Y>[];
  /** Where checkpoints go; undefined where there will be none. */
  readonly folder: string | undefined;
  /** Whether it is tried however long the run is. */
  readonly always: boolean;
  /** How long the run lasts where that is given as time, in seconds. */
  readonly seconds?: number | undefined;
}

/** From how many seconds on a run is long. */
const LONG = 600;
/** After so many steps it is known how long a run lasts. */
const SURE = 20;

/**
 * Makes a hook that tries a batch of each validation and a checkpoint, once: after the first step where it is asked for, else
 * as soon as the steps tell that the run will take more than ten minutes.
 *
 * The step itself, forward, backward and update, is one of the run's own: so the weights, the statistics, the slots and the
 * order of the samples are exactly those of a run without. The checkpoint is written into the run's folder under another
 * name, read back with its checksum, and removed.
 *
 * @example
 * ```ts
 * import { assertStringIncludes } from "@std/assert";
 * import { dryRun } from "./dry_run.ts";
 *
 * const engine = { name: "cpu", backend: "cpu", version: "tfjs", device: "cpu" };
 * const plan = { model: { name: "none", params: {}, forward: () => 0 }, metrics: [], engine };
 * const hook = dryRun({ plan, sets: [], folder: undefined, always: true });
 * const at = { epoch: 1, epochs: 1, step: 1, steps: 10, batch: 1, batches: 10 };
 * const answer = await hook({ type: "step", ...at, time: 1, dataTime: 0, lr: 0.1, size: 1 });
 * assertStringIncludes(answer!.note!, "Dry run: a step went well.");
 * ```
 */
export function dryRun<X, P, Y, N extends string>(
  { plan, sets, folder, always, seconds }: DryRun<X, P, Y, N>,
): Hook<N> {
  let steps = 0, time = 0, done = false;
  /** How many seconds are left, as far as the steps tell; the first one is slow, as an engine compiles it. */
  const left = ({ steps: all, step }: StepEvent): number | undefined =>
    seconds ?? (all === undefined || steps < 2 ? undefined : (all - step) * time / (steps - 1));
  const isDue = (event: StepEvent): boolean => {
    if (done || steps > SURE) return false;
    return always || (left(event) ?? 0) >= LONG;
  };
  async function tryAll(event: StepEvent): Promise<Answer> {
    const went = ["a step"];
    for (const { prefix, pass } of sets) {
      await judgeOne(plan, pass());
      went.push(prefix === "" ? "a batch of the validation" : `one of ${prefix.slice(0, -1)}`);
    }
    if (folder !== undefined && event.snapshot !== undefined) {
      const megabytes = await saveOne(folder, event.snapshot);
      went.push(`a checkpoint of ${megabytes.toFixed(1)} MB, written and read back,`);
    }
    const eta = left(event);
    const list = went.length === 1 ? went[0] : `${went.slice(0, -1).join(", ")} and ${went.at(-1)}`;
    const lasts = eta === undefined ? "" : ` The run will take about ${duration(eta)}.`;
    return { note: `Dry run: ${list} went well.${lasts}${always ? "" : " Leave it out by dryRun: false."}` };
  }
  return Object.assign(async function dryRun(event: Event<N>): Promise<Answer | void> {
    if (event.type !== "step") return;
    steps++;
    if (steps > 1) time += event.time;
    if (!isDue(event)) return;
    done = true;
    return await tryAll(event);
  });
}

/** Judges the first batch; scores of one batch need not be defined, and are not asked for. */
async function judgeOne<X, P, Y, N extends string>(
  { model, metrics, engine }: Pick<Judging<X, P, Y, N>, "model" | "metrics" | "engine">,
  batches: Batches<X, Y>,
): Promise<void> {
  const step = makeJudgingStep({ model, metrics, engine });
  const judging = evaluate(model, taken(batches, { batches: 1 }), metrics, step);
  try {
    await judging.next();
  } finally {
    await judging.return(undefined as never);
    step.release?.();
  }
}

/** Writes a checkpoint, reads it and removes it; answers its size in megabytes. */
async function saveOne(folder: string, snapshot: NonNullable<StepEvent["snapshot"]>): Promise<number> {
  const run = crypto.randomUUID().slice(0, 8);
  // A name that the next run knows for one of those that a kill leaves.
  const path = join(folder, `.dry_run.run-${run}.tmp`);
  try {
    await saveCheckpoint(path, await snapshot(), { run });
    await loadCheckpoint(path);
    return (await Deno.stat(path)).size / 1e6;
  } finally {
    await Deno.remove(path).catch(() => {});
  }
}
