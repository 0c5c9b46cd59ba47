/** What every verb of the runner does around its loop: files, checkpoint, engine, data, hooks. */
// What is held here was checked where it came in, by the signatures of the runner's methods: hence `any`.
// deno-lint-ignore-file no-explicit-any
import type { Dataset } from "../dataset.ts";
import type { Engine, EngineInfo } from "../engine.ts";
import { lastCheckpoint, loadCheckpoint } from "../files/checkpoint.ts";
import type { Event, Hook } from "../hook.ts";
import type { Loss } from "../loss.ts";
import type { Metric } from "../metric.ts";
import type { Model } from "../model.ts";
import type { Optimizer } from "../optimizer.ts";
import type { Snapshot } from "../snapshot.ts";
import type { Scores } from "../training/evaluate.ts";
import type { Judging } from "../training/plan.ts";
import { changedComputer, wishOf, withComputer } from "./computed_on.ts";
import { defaultHooks, type HookChoice } from "./default_hooks.ts";
import { drive } from "./drive.ts";
import type { Origin } from "./origin.ts";
import { type Call, runSettings, writeSettings } from "./run_settings.ts";
import { stopRequest } from "./stop_request.ts";
import { openWorkDir } from "./work_dir.ts";

/** How a runner works, beside the parts of its sentence. */
export interface RunnerOptions extends HookChoice {
  /** Where logs and checkpoints go; left out, nothing is written. */
  readonly workDir?: string;
  /** The seed of all randomness: weights, order, augmentation, dropout; an unsigned 32-bit integer. Default 0. */
  readonly seed?: number;
}

/** What a runner holds. */
export interface Props extends RunnerOptions {
  /** Of `.model()`: where models come from. */
  readonly origin?: Origin;
  /** The model of this run. */
  readonly model?: Model<any, any>;
  /** Of `.data()`. */
  readonly data?: Dataset<any, any, never>;
  /** Of `.loss()`, or the dataset's own. */
  readonly loss?: Loss<never, any>;
  /** Of `.optimizer()`. */
  readonly optimizer: Optimizer;
  /** Of `.evaluator()`. */
  readonly metrics: readonly Metric<string, any, any>[];
  /** Of `.hook()`; the default ones are not among them. */
  readonly hooks: readonly Hook<any>[];
  /** Of `.engine()`. */
  readonly engine: Engine;
}

/** What a finished run hands back. */
export interface Outcome<X, P, N extends string> {
  /** The trained model. */
  readonly model: Model<X, P>;
  /** The newest scores; undefined where nothing was judged. */
  readonly scores: Scores<N> | undefined;
  /** Steps taken since the run began, resumed ones too. */
  readonly steps: number;
  /** Why the run ended early; undefined when it ran its course. */
  readonly stopped: string | undefined;
  /** The folder of this run's log; undefined without a `workDir`. */
  readonly logDir: string | undefined;
}

/** What a loop is made of, once everything is open. */
export interface Opened<X, P, Y, N extends string> extends Judging<X, P, Y, N> {
  /** The checkpoint that was asked for. */
  readonly from: Snapshot | undefined;
}

/**
 * Opens what a run needs, drives it to its end, and sums it up.
 *
 * @param props Of a chain that was checked.
 * @param call What the chain ends in.
 * @param checkpoint As in `WeightsOptions`.
 * @param begin Starts the loop.
 * @param observe Sees each event after the hooks.
 */
export async function run<X, P, Y, N extends string>(
  props: Props,
  call: Call,
  checkpoint: boolean | string,
  begin: (opened: Opened<X, P, Y, N>) => AsyncIterable<Event<N>>,
  observe: (event: Event<N>) => void = () => {},
): Promise<Outcome<X, P, N>> {
  const { workDir, seed = 0, metrics, hooks } = props;
  const [model, data] = [props.model as Model<X, P>, props.data as Dataset<X, Y, never>];
  // The cheap refusals first: a folder that cannot be written to, a checkpoint that cannot be read.
  const files = workDir === undefined ? undefined : await openWorkDir(workDir);
  const from = await load(checkpoint, workDir);
  const everyHook = [...defaultHooks(props, workDir, files), ...hooks];
  const made = runSettings({ ...props, hooks: everyHook }, call, from?.progress.seed ?? seed);
  const engine = await props.engine.open(wishOf(from?.settings));
  const settings = withComputer(made, engine);
  if (files !== undefined) await writeSettings(files.logDir, settings);
  await data.open?.();

  const stopping = stopRequest();
  const stop = (reason: string) => void (stopping.reason ??= reason);
  const opened = { model, data, metrics: metrics as readonly Metric<N, P, Y>[], engine, seed, settings };
  let scores = from?.progress.scores as Scores<N> | undefined, steps = from?.progress.step ?? 0;
  try {
    const events = begin({ ...opened, from, stopped: () => stopping.reason, stopping: stopping.asked, stop });
    const notes = surprises(props, call, checkpoint, from, engine);
    await drive(noting(events, notes), everyHook, stopping, (event) => {
      if (event.type === "scores") scores = event.scores;
      if (event.type === "end") steps = event.step;
      observe(event);
    });
  } finally {
    await data.close?.();
  }
  return Object.freeze({ model, scores, steps, stopped: stopping.reason, logDir: files?.logDir });
}

/**
 * Finds and reads a checkpoint.
 *
 * @param checkpoint A path, or true for the newest of the work directory, or false for none.
 * @returns Undefined where none was asked for, or the work directory has none yet.
 */
export async function load(checkpoint: boolean | string, workDir: string | undefined): Promise<Snapshot | undefined> {
  if (checkpoint === false) return undefined;
  if (checkpoint === true && workDir === undefined) {
    throw new TypeError("Cannot find the newest checkpoint as runner() must have a workDir: got none. Or name a path.");
  }
  const path = checkpoint === true ? await lastCheckpoint(workDir!) : checkpoint;
  return path === undefined ? undefined : await loadCheckpoint(path);
}

/**
 * Finds and reads a checkpoint whose weights a new run begins with.
 *
 * @param checkpoint A path, or true for the newest of the work directory, or false for none.
 * @throws {Deno.errors.NotFound} If the work directory has none.
 */
export async function loadWeights(
  checkpoint: boolean | string,
  workDir: string | undefined,
): Promise<Snapshot | undefined> {
  const found = await load(checkpoint, workDir);
  if (found !== undefined || checkpoint === false) return found;
  throw new Deno.errors.NotFound(
    `Cannot take weights as there must be a checkpoint in ${workDir}: got none. Name the path of one.`,
  );
}

/** What is otherwise than the chain says, a line each. */
function surprises(
  { workDir, seed }: Props,
  { verb, notes = [] }: Call,
  checkpoint: boolean | string,
  from: Snapshot | undefined,
  engine: EngineInfo,
): string[] {
  const lines = from === undefined ? [...notes] : [changedComputer(from.settings, engine) ?? []].flat();
  if (checkpoint === true && from === undefined) {
    lines.push(`There is no checkpoint in ${workDir} yet: the weights are those that the model has, or new ones.`);
  }
  if (verb === "train" && from !== undefined && seed !== undefined && seed !== from.progress.seed) {
    lines.push(`The run goes on with the seed of its checkpoint, ${from.progress.seed}, and not with ${seed}.`);
  }
  return lines;
}

async function* noting<N extends string>(events: AsyncIterable<Event<N>>, lines: string[]): AsyncGenerator<Event<N>> {
  for await (const event of events) {
    yield event;
    for (const text of lines.splice(0)) yield { type: "note", text };
  }
}
