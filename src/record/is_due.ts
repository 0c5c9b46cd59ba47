/** When a report is a line of the logs: one rule for the one that people read and for the one that programs read. */
import type { ReportEvent, ValEvent } from "../hook.ts";

/**
 * Whether an event is written: every so many batches, and at the end of an epoch that is not longer than that.
 *
 * @param interval Batches between lines; steps, in a run counted in steps.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { isDue } from "./is_due.ts";
 *
 * const at = { epoch: 1, epochs: 2, step: 25, steps: 50, batch: 25, batches: 25, losses: {} };
 * assertEquals([5, 10, 25, 30].map((interval) => isDue({ type: "report", ...at }, interval)), [true, false, true, true]);
 * ```
 */
export function isDue(event: ReportEvent | ValEvent, interval: number): boolean {
  if (event.type === "val") return event.batch % interval === 0;
  const [done, all] = event.epochs === undefined ? [event.step, event.steps] : [event.batch, event.batches];
  return done % interval === 0 || (done === all && all <= interval);
}
