/** What a run needs to go on exactly where it was: numbers on the host, no code. */
import type { Settings } from "./settings.ts";

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
  /** The model's weights by name. */
  readonly weights: Readonly<Record<string, HostTensor>>;
  /** Further names of weights that have several, each with the name that it is stored under. */
  readonly same?: Readonly<Record<string, string>>;
  /** The optimizer's slots by name. */
  readonly slots: Readonly<Record<string, HostTensor>>;
  /** Where the run is. */
  readonly progress: Progress;
  /** What the run was made of, as plain data, where it was known. Nothing depends on it. */
  readonly settings?: Settings;
}

/** The small numbers of a snapshot. */
export interface Progress {
  /** Steps taken since the run began. */
  readonly step: number;
  /** Whole epochs done. */
  readonly epoch: number;
  /** Batches of the epoch in progress that are done. */
  readonly batch: number;
  /** Samples of the epoch in progress that were learnt from: where the next batch begins, whatever its size. */
  readonly samples: number;
  /** The runner's seed. */
  readonly seed: number;
  /** The newest scores; empty before the first validation. */
  readonly scores: Readonly<Record<string, number>>;
  /** The step after which those scores were taken; 0 before the first validation. */
  readonly judged: number;
  /** The losses of the last ten steps at most, oldest first, so that a log which smooths them goes on as well. */
  readonly recent: Readonly<Record<string, readonly number[]>>;
  /** Steps that were left out since their loss or gradients were not finite; left out itself while there are none. */
  readonly skipped?: number;
}
