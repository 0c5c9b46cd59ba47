/** What a run needs to go on exactly where it was: numbers on the host, no code. */
import type { Knowledge } from "./knowledge.ts";
import type { Verdict } from "./schedule.ts";
import type { Plain, Settings } from "./settings.ts";

/** An array of numbers on the host. */
export interface HostTensor {
  /** The type of the numbers. */
  readonly dtype: "float32" | "int32" | "bool";
  /** The length of each axis. */
  readonly shape: readonly number[];
  /** The numbers, the last axis running fastest. */
  readonly data: Float32Array | Int32Array | Uint8Array;
}

/** The state of a run between two steps. */
export interface Snapshot {
  /** The model's name. */
  readonly model: string;
  /** The optimizer's name. */
  readonly optimizer: string;
  /** The model's weights by name, as they are judged and used. */
  readonly weights: Readonly<Record<string, HostTensor>>;
  /** The weights that learn, where others are used in their place, such as their averages. Default `weights`. */
  readonly learning?: Readonly<Record<string, HostTensor>>;
  /** Further names of weights that have several, each with the name that it is stored under. */
  readonly same?: Readonly<Record<string, string>>;
  /** The optimizer's slots by name. */
  readonly slots: Readonly<Record<string, HostTensor>>;
  /** Weights that the run remembers, as a hook has marked them; by the names of `weights`. */
  readonly marked?: Readonly<Record<string, HostTensor>>;
  /** What metrics have seen of the batches that were learnt from since the last scores, where those are judged. */
  readonly tally?: Readonly<Record<string, HostTensor>>;
  /** Where the run is. */
  readonly progress: Progress;
  /** What the run was made of, as plain data, where it was known. Nothing depends on it. */
  readonly settings?: Settings;
  /** What is known of the inputs and the classes, where the dataset tells: with it the weights can be used without the dataset. */
  readonly knows?: Knowledge;
  /** What the samples to come depend on, where it was known. */
  readonly terms?: Terms;
  /** What the hooks keep, by their names. */
  readonly hooks?: Readonly<Record<string, Plain>>;
}

/** What the samples to come depend on, beside the seed. */
export interface Terms {
  /** Samples in an epoch; undefined where the dataset does not tell. */
  readonly samples?: number;
  /** Samples in a batch; undefined where the dataset does not tell. */
  readonly batchSize?: number;
  /** Ranks that share a batch. */
  readonly ranks: number;
  /** Batches of an epoch, where the run says how many. */
  readonly batchesPerEpoch?: number;
  /** Steps for one update. */
  readonly accumulate: number;
  /** Epochs of the whole run, where it is counted in epochs. */
  readonly epochs?: number;
  /** Steps of the whole run, where it is counted in steps. */
  readonly steps?: number;
  /** Samples of the whole run, where it is counted in samples. */
  readonly length?: number;
}

/** The small numbers of a snapshot. */
export interface Progress {
  /** Steps taken since the run began. */
  readonly step: number;
  /** Whole epochs done. */
  readonly epoch: number;
  /** Batches of the epoch in progress that are done. */
  readonly batch: number;
  /**
   * Samples of the epoch in progress that were learnt from: where the next batch begins, whatever its size. Undefined in
   * checkpoints of before they were counted.
   */
  readonly samples?: number;
  /** Samples learnt from since the run began. Undefined in checkpoints of before they were counted. */
  readonly seen?: number;
  /** How long the run has lasted, in seconds, where that may end it. */
  readonly seconds?: number;
  /** The runner's seed. */
  readonly seed: number;
  /** The newest scores; empty before the first validation. */
  readonly scores: Readonly<Record<string, number>>;
  /** The step after which those scores were taken; 0 before the first validation. */
  readonly judged: number;
  /** All validations, oldest first, for schedules that follow scores; left out itself while there are none. */
  readonly verdicts?: readonly Verdict[];
  /** The losses of the last steps, oldest first, ten or what a hook needs, so that a log which smooths them goes on as well. */
  readonly recent: Readonly<Record<string, readonly number[]>>;
  /** Steps that were left out since their loss or gradients were not finite; left out itself while there are none. */
  readonly skipped?: number;
}
