/** What a hook is: a listener to the run. It observes; it can end the run and change nothing else. */
import type { EngineInfo } from "./engine.ts";
import type { Fact } from "./fact.ts";
import type { Plain, Settings } from "./settings.ts";
import type { Shown, Shows, SpanListener } from "./shown.ts";
import type { Progress, Snapshot } from "./snapshot.ts";

/** Where in the run an event happens. */
export interface Position {
  /** The epoch that is running, from 1. */
  readonly epoch: number;
  /** Epochs of the whole run; undefined where the run is counted otherwise. */
  readonly epochs: number | undefined;
  /** Steps taken since the run began, resumed ones too. */
  readonly step: number;
  /** Steps of the whole run; undefined where the dataset does not tell. */
  readonly steps: number | undefined;
  /** Samples learnt from since the run began, resumed ones too. Undefined in a loop that does not count them. */
  readonly samples?: number;
  /** Batches of this pass done so far, the present one too. */
  readonly batch: number;
  /** Batches of this pass; undefined where the dataset does not tell. */
  readonly batches: number | undefined;
}

/** How long a batch took, in seconds. */
export interface Timing {
  /** From the end of the batch before to the end of this one. */
  readonly time: number;
  /** The part of it that was spent waiting for data. */
  readonly dataTime: number;
}

/**
 * What a run says as it goes, in this order: `start`, then for each step `step` and now and then `report`; after an
 * epoch `epoch`, then `val` for each batch of the validation and `scores`; at last `end`. A `note`, `facts` or a `save` may
 * come at any time, `load` after `start`, and `error` in place of `end`. A `snapshot` is read from the device when a hook asks for it, and never else; it is
 * of the moment of its event, so ask before the hook has answered.
 *
 * @typeParam N The names of the scores.
 */
export type Event<N extends string = string> =
  | StartEvent
  | StepEvent
  | ReportEvent
  | EpochEvent
  | ValEvent
  | ScoresEvent<N>
  | EndEvent
  | NoteEvent
  | FactsEvent
  | SaveEvent
  | LoadEvent
  | ErrorEvent;

/** The run begins; nothing has been computed yet. */
export interface StartEvent {
  /** Which event it is. */
  readonly type: "start";
  /** Which verb began it. */
  readonly task: "train" | "val" | "test";
  /** The model's name. */
  readonly model: string;
  /** The dataset's name. */
  readonly dataset: string;
  /** Trainable numbers in the model. */
  readonly parameters: number;
  /** What the run is made of, where it is known. */
  readonly settings?: Settings;
  /** What the run goes by: the runner's `name` and the time of its beginning. */
  readonly experiment?: string;
  /** All that listen, in the order in which they are asked, by their names and settings. */
  readonly hooks?: readonly Settings[];
  /** What the engine tells of itself. */
  readonly engine: EngineInfo;
  /** The seed of all randomness. */
  readonly seed: number;
  /** Steps already taken, when the run is resumed; else 0. */
  readonly step: number;
  /** The losses of the last of those steps, oldest first. */
  readonly recent: Progress["recent"];
  /**
   * Ends the run as an answer would, at any time: also while a batch is waited for, which may never come. Undefined in a
   * loop that cannot.
   */
  stop?(reason: string): void;
  /**
   * Has the run tell what its parts take, from now until it is called with undefined: fetching data, forward, backward and
   * update as far as the step tells them apart, and each hook. Undefined in a loop that cannot.
   */
  trace?(listener: SpanListener | undefined): void;
}

/** A step is done. Its losses may still be on the device. */
export interface StepEvent extends Position, Timing {
  /** Which event it is. */
  readonly type: "step";
  /** The learning rate. */
  readonly lr: number;
  /** The learning rates by their names, each ending in `lr`, where the optimizer has several. */
  readonly rates?: Readonly<Record<string, number>>;
  /** Examples in the batch. */
  readonly size: number;
  /** What hooks need to see of this step; undefined where none does. */
  readonly shown?: Shown;
  /** Where the run is; its `recent` losses are those of the last report. Undefined in a loop that does not tell. */
  readonly progress?: Progress;
  /** Everything that the run needs to go on from here; reads the losses too. Undefined in a loop that does not tell. */
  snapshot?(): Promise<Snapshot>;
}

/** The losses of the steps since the last report, read from the device at once. */
export interface ReportEvent extends Position {
  /** Which event it is. */
  readonly type: "report";
  /** The total `loss` first, then any named losses: one number a step, oldest first. */
  readonly losses: Readonly<Record<string, readonly number[]>>;
}

/**
 * An epoch of training is done; in a run counted in steps, it is due for validation; in one counted in samples or minutes,
 * an epoch is done or the run is. Its losses are read.
 */
export interface EpochEvent extends Position {
  /** Which event it is. */
  readonly type: "epoch";
  /** Where the run is. */
  readonly progress: Progress;
  /** Everything that the run needs to go on from here, read from the device. */
  snapshot(): Promise<Snapshot>;
}

/** A batch of the validation is done. */
export interface ValEvent extends Position, Timing {
  /** Which event it is. */
  readonly type: "val";
  /** Which of the dataset's passes it is. */
  readonly task: "val" | "test";
  /** The name of the further set that is judged, as in `.validation({ name: data })`; undefined for the dataset's own. */
  readonly set?: string;
  /** What hooks need to see of this batch; undefined where none does. */
  readonly shown?: Shown;
}

/** A validation is done. */
export interface ScoresEvent<N extends string = string> extends Position, Timing {
  /** Which event it is. */
  readonly type: "scores";
  /** Which of the dataset's passes it is. */
  readonly task: "val" | "test";
  /** The scores by the names of their metrics. */
  readonly scores: Readonly<Record<N, number>>;
  /** Which way each score is better. */
  readonly better: Readonly<Record<N, "higher" | "lower">>;
  /** Where the run is. */
  readonly progress: Progress;
  /** Everything that the run needs to go on from here, the new scores too. */
  snapshot(): Promise<Snapshot>;
  /**
   * Has the loop remember the weights as they are now, in place of those that it remembered before; snapshots keep them. A
   * run whose end is answered by `restore` hands them back. Undefined where nothing is learnt.
   */
  mark?(): void;
}

/** The run is over. */
export interface EndEvent extends Position {
  /** Which event it is. */
  readonly type: "end";
  /** Why it ended early; undefined when it ran its course. */
  readonly stopped: string | undefined;
  /** Where the run is. */
  readonly progress: Progress;
  /** Everything that a later run needs to go on from here. */
  snapshot(): Promise<Snapshot>;
}

/** The run failed; hooks give back what they hold. The error itself goes to whoever called the runner. */
export interface ErrorEvent {
  /** Which event it is. */
  readonly type: "error";
  /** What was thrown. */
  readonly error: unknown;
  /** Where the run was; undefined where it failed within a step, or before it began. */
  readonly progress?: Progress;
  /** Everything that a later run needs to go on from before the failure; undefined as `progress` is. */
  snapshot?(): Promise<Snapshot>;
}

/** Something worth a line in the log, said by a hook. */
export interface NoteEvent {
  /** Which event it is. */
  readonly type: "note";
  /** The line. */
  readonly text: string;
  /** How much it matters. Default `info`. */
  readonly level?: Level;
}

/** How much a line of the log matters. */
export type Level = "debug" | "info" | "warning" | "error";

/** What a hook has told, where it was asked; for those who write it down. */
export interface FactsEvent extends Partial<Position> {
  /** Which event it is. */
  readonly type: "facts";
  /** The pass in which it was told. */
  readonly task: "train" | "val" | "test";
  /** What was told. */
  readonly facts: readonly Fact[];
}

/** A snapshot was read for a hook, such as one that saves it. What hooks keep is asked after this. */
export interface SaveEvent {
  /** Which event it is. */
  readonly type: "save";
  /** The snapshot, without what hooks keep. */
  readonly snapshot: Snapshot;
}

/** A checkpoint was loaded, and the run goes on from it. */
export interface LoadEvent {
  /** Which event it is. */
  readonly type: "load";
  /** Its file. */
  readonly path: string;
  /** What it holds. */
  readonly snapshot: Snapshot;
}

/** What a hook may answer. */
export interface Answer {
  /** Ends the run after the step in progress: why, in a few words. */
  readonly stop?: string;
  /** A line for the log; every hook hears it as a `note`. What is answered to such a note is not told again. */
  readonly note?: string;
  /** How much the note matters. Default `info`. */
  readonly level?: Level;
  /** What every hook hears as `facts`. What is answered to such an event is not told again. */
  readonly facts?: readonly Fact[];
  /** In answer to `end`: the run hands back the weights that were marked, where some were; see {@linkcode ScoresEvent}. */
  readonly restore?: boolean;
}

/** What a hook cannot do without. */
export interface Needs {
  /** The scores that it reads. */
  readonly scores?: readonly string[];
  /** The kinds of events that it waits for; a run that will never have one is refused. */
  readonly events?: readonly Event["type"][];
  /** Which tensors it sees, and how often; where no hook needs any, none is kept. */
  readonly shown?: Shows;
  /** Steps between reports that it waits for; the run tells at least those. Default what the runner's log has. */
  readonly reports?: number;
  /** Losses of the last steps that a run which goes on tells it at the start; checkpoints keep at least those. Default 10. */
  readonly recent?: number;
}

/**
 * Listens to a run. Hooks are called in the order in which they were given, and the run waits for each.
 *
 * @typeParam N The names of the scores that it reads.
 */
export interface Hook<N extends string = string> {
  /** Hears an event. */
  (event: Event<N>): void | Answer | Promise<void | Answer>;
  /** What it goes by in logs, errors and checkpoints: the name of the function. */
  readonly name: string;
  /** How it was made, as plain data, for the log and the checkpoints. */
  readonly settings?: Settings;
  /** What it cannot do without, checked before the run starts. Default nothing. */
  readonly needs?: Needs;
  /** What it must know to go on in a later run, as plain data; every snapshot keeps it, under the hook's name. */
  state?(): Plain;
  /** Takes back what `state` gave, when a run is resumed; called before `start`. */
  restore?(state: Plain): void;
}
