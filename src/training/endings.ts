/** Why a run ends before its course, in words. */
import type { Length } from "./timetable.ts";

/** Its time is over. */
export function timeUp({ minutes }: Length): string {
  return `the ${minutes} minute${minutes === 1 ? "" : "s"} of the run are over`;
}

/** There is nothing to learn from. */
export function noBatches(name: string): RangeError {
  return new RangeError(
    `Cannot train on ${name} as an epoch needs at least one batch: got none. Is the dataset empty, or batchSize larger than it?`,
  );
}
