/** What a schedule is: a number that depends on the step. */
import type { Settings } from "./settings.ts";

/** What a validation came to. */
export interface Verdict {
  /** The number of steps taken before it. */
  readonly step: number;
  /** The scores by the names of their metrics. */
  readonly scores: Readonly<Record<string, number>>;
}

/** How a run is judged, for schedules that follow its scores. */
export interface Verdicts {
  /** Which way each score is better, by their names; a score that is not there is never taken. */
  readonly better: Readonly<Record<string, "higher" | "lower">>;
  /** The validations so far, oldest first. */
  readonly past: readonly Verdict[];
}

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
  /** How the run has been judged so far. Left out, nobody judges it. */
  readonly verdicts?: Verdicts;
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
