/** What every verb of the runner does around its loop: files, checkpoint, engine, data, hooks. */
// What is held here was checked where it came in, by the signatures of the runner's methods: hence `any`.
// deno-lint-ignore-file no-explicit-any
import type { Dataset } from "../dataset.ts";
import type { Engine } from "../engine.ts";
import { removeLeftovers } from "../files/atomic.ts";
import { loadCheckpoint } from "../files/checkpoint.ts";
import { type Lock, lockFolder } from "../files/lock.ts";
import { type Newest, newestCheckpoint } from "../files/newest_checkpoint.ts";
import type { Event, Hook } from "../hook.ts";
import type { Loss } from "../loss.ts";
import type { AnyMetric } from "../metric.ts";
import type { Model } from "../model.ts";
import type { Optimizer } from "../optimizer.ts";
import { allScoreNames } from "../options/score_names.ts";
import type { Tracing } from "../shown.ts";
import type { Snapshot } from "../snapshot.ts";
import type { TrainStep } from "../step.ts";
import type { Scores } from "../training/scores_of.ts";
import type { Length } from "../training/timetable.ts";
import type { Judging, Ranks } from "../training/plan.ts";
import { checkNeeds } from "./check_hooks.ts";
import { changedComputer, wishOf, withComputer } from "./computed_on.ts";
import { checkpointFolder, defaultHooks, type HookChoice, logsFolder } from "./default_hooks.ts";
import { drive } from "./drive.ts";
import { isNewest, isSown } from "./ranks/handed.ts";
import { experimentOf } from "./experiment.ts";
import { useEngine } from "./engine_in_use.ts";
import { history, type HistoryRow } from "./history.ts";
import { restoreStates, statesOf } from "./hook_states.ts";
import type { Origin } from "./origin.ts";
import type { EvaluatorOptions } from "./judged_by.ts";
import type { Passes } from "./passes.ts";
import { promised } from "./promised.ts";
import { checkResume, type Going, termsOf } from "./resume.ts";
import { type Call, runSettings, writeSettings } from "./run_settings.ts";
import { allOrNone, byFirst, checkEngine, fairShare, follower, ranksOf } from "./ranks.ts";
import type { RanksOptions } from "./ranks/check_ranks.ts";
import { sow } from "./sow.ts";
import { squashedTwice } from "./squashed_twice.ts";
import { stopRequest } from "./stop_request.ts";
import { openFolder, openWorkDir } from "./work_dir.ts";

/** How a runner works, beside the parts of its sentence. */
export interface RunnerOptions extends HookChoice {
  /** Where logs and checkpoints go; left out, nothing is written. */
  readonly workDir?: string;
  /** What the run goes by, with the time of its beginning added: in its log, and for those who write its facts down. */
  readonly name?: string;
  /**
   * The seed of all randomness, an unsigned 32-bit integer; `"random"` draws one, which the log tells. Weights, the order of
   * samples, augmentation and dropout each have a stream of their own: what one of them draws changes no other. Default 0.
   */
  readonly seed?: number | "random";
  /** Whether the log says what the engine can and cannot promise of a second run's last digits. Default false. */
  readonly deterministic?: boolean;
  /** How processes that were started together, as by `mpirun`, share the work. */
  readonly ranks?: RanksOptions;
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
  /** Of `.step()`. */
  readonly step?: TrainStep<any, any, any, any>;
  /** Of `.optimizer()`. */
  readonly optimizer: Optimizer;
  /** Of `.evaluator()`. */
  readonly metrics: readonly AnyMetric<string, any, any>[];
  /** Of `.evaluator()`: what is judged beside metrics. */
  readonly judging?: EvaluatorOptions;
  /** Of `.hook()`; the default ones are not among them. */
  readonly hooks: readonly Hook<any>[];
  /** Those of them that stand before all others. */
  readonly first?: readonly Hook<any>[];
  /** Those that stand after all others. */
  readonly last?: readonly Hook<any>[];
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
  /**
   * All reports and scores, oldest first, those of a run that was resumed too: of these, a checkpoint keeps all scores and at
   * most 500 reports, evenly spread.
   */
  readonly history: readonly HistoryRow<N>[];
  /** The folder of this run's log; undefined without a `workDir`. */
  readonly logDir: string | undefined;
}

/** What a loop is made of, once everything is open. */
export interface Opened<X, P, Y, N extends string> extends Judging<X, P, Y, N> {
  /** Asked at the end of a training: whether the marked weights are handed back. */
  restores(): boolean;
  /** The checkpoint that was asked for. */
  readonly from: Snapshot | undefined;
  /** Steps between the reports that hooks wait for, each once. */
  readonly reports: readonly number[];
  /** How many losses of the last steps hooks wait for. */
  readonly recent: number;
  /** Has the log say a line. */
  note(text: string): void;
}

/**
 * Opens what a run needs, drives it to its end, and sums it up.
 *
 * @param props Of a chain that was checked.
 * @param call What the chain ends in.
 * @param checkpoint As in `WeightsOptions`.
 * @param begin Starts the loop.
 * @param hear Sees each event after the hooks.
 * @param also Hooks of the run itself, after all others.
 */
export async function run<X, P, Y, N extends string>(
  props: Props,
  call: Call,
  checkpoint: boolean | string,
  begin: (opened: Opened<X, P, Y, N>) => Promise<AsyncIterable<Event<N>>>,
  hear: (event: Event<N>) => void = () => {},
  also: (opened: Judging<X, P, Y, N>) => readonly Hook<N>[] = () => [],
): Promise<Outcome<X, P, N>> {
  const ranks = await ranksOf(props.ranks);
  return await allOrNone(ranks, () => runBy(ranks, props, call, checkpoint, begin, hear, also));
}

async function runBy<X, P, Y, N extends string>(
  ranks: Ranks | undefined,
  given: Props,
  call: Call,
  checkpoint: boolean | string,
  begin: (opened: Opened<X, P, Y, N>) => Promise<AsyncIterable<Event<N>>>,
  hear: (event: Event<N>) => void,
  also: (opened: Judging<X, P, Y, N>) => readonly Hook<N>[],
): Promise<Outcome<X, P, N>> {
  // The first rank alone writes and listens.
  const leads = (ranks?.group.rank ?? 0) === 0, props = leads ? given : follower(given);
  const { metrics, hooks, first = [], last = [] } = props, logs = leads ? logsFolder(props) : undefined;
  const sown = await byFirst(ranks, () => Promise.resolve(sow(props.seed)), isSown), { seed = 0 } = sown;
  const [model, data] = [props.model as Model<X, P>, props.data as Dataset<X, Y, never>];
  const trains = call.verb === "train", folder = checkpointFolder(props);
  // The cheap refusals first: a folder that another run has or that cannot be written to, a checkpoint that cannot be read.
  using lock = trains && props.checkpoint !== false && folder !== undefined && leads ? await hold(folder) : undefined;
  if (lock !== undefined) await removeLeftovers(folder!);
  const found = await byFirst(ranks, () => load(checkpoint, folder, trains ? "begin" : "refuse"), isNewest),
    from = found?.snapshot;
  const files = logs === undefined ? undefined : await openWorkDir(logs);
  const { before, after } = defaultHooks(props, folder, files),
    everyHook = [...first, ...before, ...hooks, ...after, ...last];
  // First, so that a snapshot which another hook asks for knows the event that both hear.
  const past = history<N>(), remembering = [past, ...everyHook];
  if (trains && from?.hooks !== undefined) restoreStates(remembering, from.hooks);
  const made = runSettings({ ...props, hooks: everyHook }, call, from?.progress.seed ?? seed);
  const marks = [performance.now()];
  const { info: engine, letGo } = await useEngine(props.engine, wishOf(from?.settings) ?? fairShare(ranks));
  using _engine = { [Symbol.dispose]: letGo };
  checkEngine(engine, ranks);
  marks.push(performance.now());
  const settings = withComputer(made, engine);
  if (files !== undefined) await writeSettings(files.logDir, settings);
  // What is to be fetched is fetched once.
  if (leads) await data.open?.();
  await ranks?.group.barrier();
  if (!leads) await data.open?.();
  marks.push(performance.now());
  const [forEngine, forData] = [1, 2].map((i) => ((marks[i]! - marks[i - 1]!) / 1000).toFixed(2));

  const stopping = stopRequest();
  const stop = (reason: string) => void (stopping.reason ??= reason);
  const judged = metrics as readonly AnyMetric<N, P, Y>[];
  const opened = { model, data, metrics: judged, engine, seed, settings, ...ranks && { ranks } };
  // A run that was never judged keeps none.
  const kept = Object.keys(from?.progress.scores ?? {}).length > 0 ? from!.progress.scores as Scores<N> : undefined;
  let scores = trains ? kept : undefined;
  let steps = from?.progress.step ?? 0, stopped: string | undefined;
  try {
    const { batchesPerEpoch, ...length } = call.options as object as Length & Passes;
    const tallied = trains && props.judging?.train === true;
    checkNeeds(call.verb, everyHook, {
      scores: allScoreNames(metrics, data.sets, data.val !== undefined || call.verb === "test", tallied),
      judged: !trains || (tallied || (data.val ?? data.sets) !== undefined) && metrics.length > 0,
      passes: !trains || (data.val ?? data.sets) !== undefined && metrics.length > 0,
    });
    const terms = trains
      ? termsOf({ data, optimizer: props.optimizer, length, batchesPerEpoch, ranks: ranks?.group.size })
      : undefined;
    const notes = found?.note === undefined ? [] : [found.note];
    if (terms && found) notes.push(...goingOn(found, { terms, settings }, sown.drawn ? undefined : sown.seed));
    if (terms && props.step === undefined) notes.push(...squashedTwice(model, props.loss as Loss<never, never>));
    if (props.deterministic) notes.push(promised(engine));
    notes.push(
      ...from === undefined
        ? [...sown.notes, ...call.notes ?? []]
        : [changedComputer(from.settings, engine) ?? []].flat(),
    );
    if (checkpoint === true && found === undefined) {
      notes.push(`There is no checkpoint in ${folder} yet: the weights are those that the model has, or new ones.`);
    }
    const shows = everyHook.flatMap(({ needs }) => needs?.shown ?? []), tracing: Tracing = {};
    const looked = { tracing, ...shows.length > 0 && { shows } }, restores = () => stopping.restore === true;
    const kept = () => ({
      hooks: statesOf(remembering),
      ...terms && { terms },
      ...data.knows && { knows: data.knows },
    });
    const observe = (event: Event<N>) => {
      if (event.type === "scores") scores = event.scores;
      if (event.type === "end") steps = event.step, stopped = event.stopped;
      hear(event);
    };
    const { asked } = stopping, stops = { stopped: () => stopping.reason, stopping: asked, stop, restores };
    const reports = [...new Set(everyHook.flatMap(({ needs }) => needs?.reports ?? []))];
    const recent = Math.max(10, ...everyHook.flatMap(({ needs }) => needs?.recent ?? []));
    const note = (text: string) => void notes.push(text);
    const events = await begin({ ...opened, ...looked, from, reports, recent, note, ...stops });
    const loaded = found ?? call.loaded;
    const told = {
      notes: [
        { text: `Opened ${engine.name} in ${forEngine} s, ${data.name} in ${forData} s`, level: "debug" },
        ...notes.map((text) => ({ text })),
      ] as const,
      ...loaded && { loaded: { path: loaded.path, snapshot: loaded.snapshot } },
      experiment: experimentOf(props.name, files?.logDir),
    };
    const own = leads ? also({ ...opened, ...stops }) : [];
    await drive(events, [...remembering, ...own], { stopping, observe, kept, tracing, ...told });
  } finally {
    await data.close?.();
  }
  return Object.freeze({ model, scores, steps, stopped, history: [...past.rows], logDir: files?.logDir });
}

/** Takes a folder for a run. */
async function hold(folder: string): Promise<Lock> {
  await openFolder(folder);
  return await lockFolder(folder);
}

/** What the log says of a run that was asked to go on, a line each; what cannot is refused. */
function goingOn({ path, snapshot }: Newest, going: Going, seed: number | undefined): string[] {
  const changed = checkResume(snapshot, going), { step, seed: kept } = snapshot.progress;
  const told = changed.length === 0 ? "" : `; changed since: ${listed(changed)}`;
  const other = seed === undefined || seed === kept
    ? []
    : [`The run goes on with the seed of its checkpoint, ${kept}, and not with ${seed}.`];
  return [`Going on from ${path}, after step ${step}${told}.`, ...other];
}

const MOST_CHANGES = 8;

function listed(changed: readonly string[]): string {
  const others = changed.length - MOST_CHANGES;
  return changed.slice(0, MOST_CHANGES).join(", ") + (others > 0 ? ` and ${others} more` : "");
}

/**
 * Finds and reads a checkpoint.
 *
 * @param checkpoint A path, or true for the newest of the folder, or false for none.
 * @param folder Where checkpoints are.
 * @param none What happens where the folder has none yet: a run that trains begins, one that judges is refused.
 * @returns Undefined where none was asked for, or there is none and the run may begin.
 */
export async function load(
  checkpoint: boolean | string,
  folder: string | undefined,
  none: "begin" | "refuse",
): Promise<Newest | undefined> {
  if (checkpoint === false) return undefined;
  if (checkpoint !== true) return { path: checkpoint, snapshot: await loadCheckpoint(checkpoint) };
  if (folder === undefined) {
    throw new TypeError("Cannot find the newest checkpoint as runner() must have a workDir: got none. Or name a path.");
  }
  const newest = await newestCheckpoint(folder);
  if (newest === undefined && none === "refuse") {
    throw new Deno.errors.NotFound(
      `Cannot take the newest checkpoint as ${folder} must have one: got none. Train first, or name a path.`,
    );
  }
  return newest;
}
