/** What the calls that a chain ends in are told. */
import type { Interval, Length } from "../training/timetable.ts";
import type { NonFinite } from "../training/plan.ts";
import type { Passes } from "./passes.ts";

/** How long to train, and from where. */
export type TrainOptions = Length & Passes & {
  /**
   * Epochs between validations (default 1), also a share of one, as 0.25, where the dataset tells its batches; steps, in a
   * run counted in steps (default 1000). Intervals that change are pairs of where each begins: `[[0, 5], [20, 1]]`. A run
   * that comes to its end is always judged.
   */
  readonly valEvery?: Interval;
  /** How many epochs are done at the first validation; steps, in a run counted in steps. Default 0. */
  readonly valBegin?: number;
  /**
   * Whether a batch of each validation and a checkpoint, written and read back, are tried after the first step, so that a long
   * run does not fail hours from now. It changes nothing in what is learnt. Default where the run will take more than ten
   * minutes by its first steps, which the log says in a line.
   */
  readonly dryRun?: boolean;
  /**
   * Goes on from the newest checkpoint of `workDir` (true) or from the one at this path. Default false, or true where the variable
   * `RAPTOR_RESUME` is 1, as of a run that `launch --elastic` starts again.
   */
  readonly resume?: boolean | string;
  /**
   * Begins with the weights of the newest checkpoint of `workDir` (true) or of the one at this path, and with nothing else
   * of it: the run counts from 0. Where `resume` finds a checkpoint, that one goes first. Default false.
   */
  readonly weights?: boolean | string;
  /**
   * What becomes of a step whose loss or gradients are not finite: `stop` ends the run with an error that names them, at the
   * next report; `skip` leaves weights, running statistics and the optimizer's memory as they were, counts the step and
   * says so in the log, at the price of a copy of what the optimizer moves. Schedules count the step either way. Default
   * `stop`.
   */
  readonly nonFinite?: NonFinite;
};

/** Which weights to use. */
export interface WeightsOptions {
  /** The newest checkpoint of `workDir` (true) or the one at this path; left out, what the sentence has learnt. */
  readonly checkpoint?: boolean | string;
}
