/** How long a run still is, in the batches of today: an epoch may have been begun with batches of another size. */
import type { Dataset } from "../dataset.ts";
import type { Progress } from "../snapshot.ts";
import type { Span } from "../schedule.ts";
import { type Length, lengthFaults } from "./timetable.ts";

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
 * @throws {RangeError} If the length is none: such a run would never end.
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
  length: Length,
  at: Pick<Progress, "step" | "epoch" | "batch" | "seen"> & { readonly samples: number },
): Course {
  const faults = lengthFaults(length);
  if (faults.length > 0) throw new RangeError(`Cannot train as ${faults.join(", and ")}.`);
  const { step, epoch, batch, samples } = at;
  const each = data.batches?.train;
  const left = each === undefined ? undefined : batchesLeft(data, each, batch, samples);
  const batches = left === undefined ? undefined : batch + left;
  const span = (whole: number | undefined) => ({ steps: whole ?? Infinity, stepsPerEpoch: each ?? Infinity });
  // A run counted in steps has as many as it was given.
  if (length.steps !== undefined) return { batches, steps: length.steps, span: span(length.steps), shift: 0 };
  if (each === undefined || left === undefined) return { batches, steps: undefined, span: span(undefined), shift: 0 };
  const shift = (epoch + 1) * each - left - step;
  if (length.epochs !== undefined) {
    return { batches, steps: length.epochs * each - shift, span: span(length.epochs * each), shift };
  }
  const batchesOf = counting(data, each);
  if (length.samples === undefined || batchesOf === undefined) {
    return { batches, steps: undefined, span: span(undefined), shift };
  }
  return {
    batches,
    steps: step + batchesOf(length.samples - (at.seen ?? 0), { left, samples }),
    span: span(batchesOf(length.samples)),
    shift,
  };
}

/** How many batches so many samples are, the rest of an epoch first; undefined where the dataset does not tell. */
function counting<X, Y>(
  { batchSize, samples: { train: all } = {} }: Dataset<X, Y, never>,
  each: number,
): ((samples: number, rest?: { readonly left: number; readonly samples: number }) => number) | undefined {
  if (batchSize === undefined || all === undefined) return undefined;
  // A last, smaller batch that is left out is not learnt from.
  const learnt = Math.min(all, each * batchSize);
  return (samples, rest = { left: 0, samples: learnt }) => {
    const before = learnt - rest.samples, after = samples - before;
    if (after <= 0) return Math.ceil(Math.max(0, samples) / batchSize);
    return rest.left + Math.floor(after / learnt) * each + Math.ceil(after % learnt / batchSize);
  };
}

function batchesLeft<X, Y>(data: Dataset<X, Y, never>, each: number, batch: number, samples: number): number {
  const { batchSize, samples: { train: all } = {} } = data;
  if (batchSize === undefined || all === undefined) return Math.max(0, each - batch);
  const left = Math.max(0, all - samples) / batchSize;
  return each < all / batchSize ? Math.floor(left) : Math.ceil(left);
}
