/** Everything a run needs, already chosen. */
import type { Dataset } from "../dataset.ts";
import type { EngineInfo } from "../engine.ts";
import type { RankGroup } from "../group.ts";
import type { Loss } from "../loss.ts";
import type { AnyMetric } from "../metric.ts";
import type { Model } from "../model.ts";
import type { Optimizer } from "../optimizer.ts";
import type { Settings } from "../settings.ts";
import type { Shows, Tracing } from "../shown.ts";
import type { Snapshot } from "../snapshot.ts";
import type { TrainStep } from "../step.ts";
import type { Interval, Length } from "./timetable.ts";
import type { Wire } from "./wire.ts";

/** What becomes of a step whose loss or gradients are not finite: the run ends with an error, or the step is left out. */
export type NonFinite = "stop" | "skip";

/** What is judged. */
export interface Judging<X, P, Y, N extends string> {
  /** What predicts. */
  readonly model: Model<X, P>;
  /** What it is judged on; it is open. */
  readonly data: Dataset<X, Y, never>;
  /** What it is judged by. */
  readonly metrics: readonly AnyMetric<N, P, Y>[];
  /** What the engine tells of itself; it is open. */
  readonly engine: EngineInfo;
  /** The seed of all randomness, an unsigned 32-bit integer. */
  readonly seed: number;
  /** What the run is made of, as plain data, for the log and the checkpoints. */
  readonly settings?: Settings;
  /** Whether the weights to be judged come from a run counted in steps, which the log says. Default false. */
  readonly inSteps?: boolean;
  /** Asked between batches; answers why the run should end, if it should. */
  stopped(): string | undefined;
  /** Settles once `stopped` answers, so that nothing is waited for that may never come, such as a batch. Default never. */
  readonly stopping?: Promise<unknown>;
  /** Has `stopped` answer this, if it does not answer yet: hooks get it at the start. Default they cannot. */
  stop?(reason: string): void;
  /** What hooks need to see. Default nothing, which costs nothing. */
  readonly shows?: readonly Shows[];
  /** Where spans are told, once a hook has asked for them. Default nowhere. */
  readonly tracing?: Tracing;
  /** The processes that do this together, each with its share. Default there is one. */
  readonly ranks?: Ranks;
}

/** How several processes do something together. */
export interface Ranks {
  /** Who they are. */
  readonly group: RankGroup;
  /** Whether norms go by the statistics of the whole batch. */
  readonly norms: boolean;
  /** How gradients are sent. */
  readonly wire: Wire;
  /** Whether each keeps a share of the optimizer's slots. Default all keep all. */
  readonly sharded?: boolean;
  /** Whether each keeps a part of the weights as well. Default all keep all. */
  readonly sharesWeights?: boolean;
}

/** What is trained. */
export interface Plan<X, P, Y, N extends string> extends Judging<X, P, Y, N> {
  /** What is made smaller; may be left out where there is a `step`. */
  readonly loss?: Loss<P, Y>;
  /** A step of one's own, in the place of the forward pass, the loss and one update. */
  // deno-lint-ignore no-explicit-any
  readonly step?: TrainStep<any, X, P, Y>;
  /** What moves the weights. */
  readonly optimizer: Optimizer;
  /** How long the run lasts. */
  readonly length: Length;
  /** Epochs between validations, shares of one too; steps, in a run counted in steps. */
  readonly valEvery: Interval;
  /** Epochs that are done at the first validation; steps, in a run counted in steps. Default 0. */
  readonly valBegin?: number;
  /** Steps between reads of the losses; of several numbers each is kept to. */
  readonly reportEvery: number | readonly number[];
  /** How many losses of the last steps are remembered for who goes on. Default 10. */
  readonly recent?: number;
  /** What becomes of a step whose loss or gradients are not finite. Default `stop`. */
  readonly nonFinite?: NonFinite;
  /** Whether the batches that are learnt from are judged as well, as `train/` and the name of a score. Default false. */
  readonly tallied?: boolean;
  /** Where to go on; left out, the run begins. */
  readonly from?: Snapshot;
  /** Asked at the end: whether the marked weights are handed back. Default not. */
  restores?(): boolean;
}
