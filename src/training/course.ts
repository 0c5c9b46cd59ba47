/** How long a run still is, in the batches of today: an epoch may have been begun with batches of another size. */
import type { Dataset } from "../dataset.ts";
import type { Progress } from "../snapshot.ts";
import type { Span } from "../schedule.ts";
import type { Length } from "./plan.ts";

/** The course of a run. */
export interface Course {
  /** Batches of the epoch in progress, those that are done too; undefined where the dataset does not tell. */
  readonly batches: number | undefined;
  /** Steps of the whole run, those that were taken too; undefined where nobody knows. */
  readonly steps: number | undefined;
  /** What schedules count in. */
  readonly span: Span;
  /**
   * What must be added to a step so that schedules see how far the run is in batches of today: 0, but for a run that was
   * begun with batches of another size. So a learning rate goes on from where it was.
   */
  readonly shift: number;
}

/**
 * Works out the course of a run.
 *
 * @param data The dataset, open.
 * @param length How long the run lasts.
 * @param at Where it is.
 * @throws {RangeError} If the length is neither whole epochs nor whole steps: such a run would never end.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { courseOf } from "./course.ts";
 *
 * // 12 batches of 10 are done of the second of four epochs; from here on a batch has 50 of the 250 samples.
 * const data = { name: "d", batchSize: 50, batches: { train: 5 }, samples: { train: 250 }, train: () => [] };
 * const { batches, steps, span, shift } = courseOf(data, { epochs: 4 }, { step: 37, epoch: 1, batch: 12, samples: 120 });
 * assertEquals([batches, steps, span.steps, 37 + shift], [15, 50, 20, 7]);
 * ```
 */
export function courseOf<X, Y>(
  data: Dataset<X, Y, never>,
  { epochs, steps }: Length,
  { step, epoch, batch, samples }: Pick<Progress, "step" | "epoch" | "batch"> & { readonly samples: number },
): Course {
  const length = epochs ?? steps;
  if (
    length === undefined || !Number.isInteger(length) || length < 1 || (epochs !== undefined && steps !== undefined)
  ) {
    throw new RangeError(
      "Cannot train as a run lasts a whole number of epochs or of steps, at least 1: " +
        `got epochs ${epochs} and steps ${steps}. Give it one of them.`,
    );
  }
  const each = data.batches?.train;
  const left = each === undefined ? undefined : batchesLeft(data, each, batch, samples);
  const batches = left === undefined ? undefined : batch + left;
  const span = (whole: number | undefined) => ({ steps: whole ?? Infinity, stepsPerEpoch: each ?? Infinity });
  // A run counted in steps has as many as it was given.
  if (epochs === undefined) return { batches, steps, span: span(steps), shift: 0 };
  if (each === undefined || left === undefined) return { batches, steps: undefined, span: span(undefined), shift: 0 };
  const shift = (epoch + 1) * each - left - step;
  return { batches, steps: epochs * each - shift, span: span(epochs * each), shift };
}

function batchesLeft<X, Y>(data: Dataset<X, Y, never>, each: number, batch: number, samples: number): number {
  const { batchSize, samples: { train: all } = {} } = data;
  if (batchSize === undefined || all === undefined) return Math.max(0, each - batch);
  const left = Math.max(0, all - samples) / batchSize;
  return each < all / batchSize ? Math.floor(left) : Math.ceil(left);
}
