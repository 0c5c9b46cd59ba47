/** What a schedule is: a number that depends on the step. */
import type { Settings } from "./settings.ts";

/** How long a run is, for schedules that are given in epochs or as a share of the run. */
export interface Span {
  /** Steps of the whole run. */
  readonly steps: number;
  /** Steps of one epoch. */
  readonly stepsPerEpoch: number;
  /**
   * Steps that were taken before this schedule counts from 0, where it follows another one: so it finds where epochs begin.
   * Default 0.
   */
  readonly offset?: number;
}

/** A number that depends on the step. */
export interface Schedule {
  /**
   * The number of a step.
   *
   * @param step The number of steps already taken; 0 in the first step.
   * @param span The length of the run.
   */
  (step: number, span: Span): number;
  /** How it was made, as plain data, for the log and the checkpoints; its name there is that of the function. */
  readonly settings?: Settings;
}
