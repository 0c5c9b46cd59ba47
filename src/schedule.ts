/** What a schedule is: a number that depends on the step. */

/** How long a run is, for schedules that are given in epochs or as a share of the run. */
export interface Span {
  /** Steps of the whole run. */
  readonly steps: number;
  /** Steps of one epoch. */
  readonly stepsPerEpoch: number;
}

/**
 * A number that depends on the step.
 *
 * @param step The number of steps already taken; 0 in the first step.
 * @param span The length of the run.
 */
export type Schedule = (step: number, span: Span) => number;
