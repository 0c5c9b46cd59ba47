/**
 * Where in a batch that several ranks share a step is, for what must know the whole of it: batch norm, and what draws random
 * numbers. As the backend, it is about the one engine of TensorFlow.js, on which it hangs while a step runs.
 */
import { tf } from "../tf.ts";
import type { Units } from "./units.ts";

/** The rows of a whole batch that this rank has. */
export interface Rows {
  /** The first of them. */
  readonly from: number;
  /** How many of them there are. */
  readonly size: number;
  /** How many the whole batch has. */
  readonly whole: number;
}

/** A step that several ranks do together. All of them ask for the same, in the same order. */
export interface Meeting {
  readonly rows: Rows;
  /** Whether norms go by the statistics of the whole batch. */
  readonly norms: boolean;
  /** Whether gradients are those of this rank alone, as the optimizer adds them up; see `Optimizer.partial`. */
  readonly partial?: boolean;
  /** Where weights are shared out over ranks: who makes them whole. Default all are whole. */
  readonly units?: Units | undefined;
  /** Adds up gradients over all ranks, by the way that they go, which may know them by the names of their weights. */
  gradients?(tensors: readonly tf.Tensor[], names: readonly string[]): readonly tf.Tensor[];
  /** Adds up tensors over all ranks. */
  sum(tensors: readonly tf.Tensor[]): tf.Tensor[];
  /**
   * The mean and the variance over what all ranks have.
   *
   * @param mean [channels], of this rank.
   * @param variance [channels], biased.
   * @param count Of how many values a channel they are.
   */
  moments(mean: tf.Tensor1D, variance: tf.Tensor1D, count: number): Moments;
}

/** What is told of the values of a channel. */
export interface Moments {
  readonly mean: tf.Tensor1D;
  /** Divided by their number. */
  readonly variance: tf.Tensor1D;
  /** Their number, a scalar. */
  readonly count: tf.Tensor;
}

const held = Symbol("meeting");

function holder(): { [held]?: Meeting | undefined } {
  return tf.engine() as unknown as { [held]?: Meeting };
}

/** The meeting that the step in progress is in; undefined where there is one rank, and outside of steps. */
export function meeting(): Meeting | undefined {
  return holder()[held];
}

/**
 * Runs a step within a meeting.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { inMeeting, meeting } from "./meeting.ts";
 *
 * const rows = { from: 2, size: 2, whole: 4 };
 * const half = { rows, norms: false, sum: () => [], moments: (mean: never) => mean };
 * assertEquals(inMeeting(half, () => meeting()?.rows), rows);
 * assertEquals(meeting(), undefined);
 * ```
 */
export function inMeeting<T>(met: Meeting, run: () => T): T {
  const all = holder(), before = all[held];
  all[held] = met;
  try {
    return run();
  } finally {
    all[held] = before;
  }
}
