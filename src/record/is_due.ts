/** When a report is a line of the logs: one rule for the one that people read and for those that programs read. */
import type { ReportEvent, ValEvent } from "../hook.ts";

/** When a line is written. */
export interface Due {
  /** Batches between lines; steps, in a run counted in steps. */
  readonly interval: number;
  /** Whether the end of an epoch has no line of its own, but where it is not longer than the interval. Default true. */
  readonly ignoreLast?: boolean;
}

/**
 * Whether an event is written: every so many batches, and at the end of an epoch that is not longer than that, or of any.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { isDue } from "./is_due.ts";
 *
 * const at = { epoch: 1, epochs: 2, step: 25, steps: 50, batch: 25, batches: 25, losses: {} };
 * const due = [5, 10, 25, 30].map((interval) => isDue({ type: "report", ...at }, { interval }));
 * assertEquals(due, [true, false, true, true]);
 * assertEquals(isDue({ type: "report", ...at }, { interval: 10, ignoreLast: false }), true);
 * ```
 */
export function isDue(event: ReportEvent | ValEvent, { interval, ignoreLast = true }: Due): boolean {
  if (event.type === "val") return event.batch % interval === 0;
  const [done, all] = event.epochs === undefined ? [event.step, event.steps] : [event.batch, event.batches];
  return done % interval === 0 || (done === all && (all <= interval || !ignoreLast));
}
