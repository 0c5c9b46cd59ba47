/** The losses of a run: they wait on the device, are read together, and are told once. */
import type { Progress } from "../snapshot.ts";
import { listed } from "../tensors/non_finite.ts";
import { type Pending, pendingLosses } from "./pending.ts";

/** Losses by name, oldest first. */
type Losses = Progress["recent"];

/** What is to be told. */
export interface Told {
  /** The losses of the steps since it was asked last; empty where there are none. */
  readonly losses: Losses;
  /** A line on the steps that were left out; undefined where there are none. */
  readonly note: string | undefined;
}

/** Follows the losses of a run. */
export interface Reports extends Pick<Pending, "add" | "drop"> {
  /** The losses of the last steps that were read. */
  readonly recent: Losses;
  /** Steps that were left out since they were not finite, as far as was read. */
  readonly skipped: number;
  /** Reads the losses that wait. Those that a snapshot asked for are told with the next report all the same. */
  settle(): Promise<void>;
  /** What was read since it was asked last. */
  take(): Told;
}

/**
 * Follows the losses of a run from its progress on.
 *
 * @param before Where the run goes on.
 * @param most How many of the last losses are remembered. Default 10.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tf } from "jsr:@raptor/raptor";
 * import { reportsOf } from "./reports.ts";
 *
 * const reports = reportsOf({ recent: { loss: [3] } });
 * reports.add({ loss: tf.scalar(2) }, { step: 1, epoch: 1, batch: 1, lr: 0.1 });
 * await reports.settle();
 * assertEquals([reports.recent, reports.take().losses], [{ loss: [3, 2] }, { loss: [2] }]);
 * ```
 */
export function reportsOf(before: Pick<Progress, "recent" | "skipped">, most = RECENT): Reports {
  const pending = pendingLosses();
  let recent = joined({}, before.recent, most),
    { skipped = 0 } = before,
    unsaid: Losses = {},
    leftOut: Pending["skipped"] = [];
  return {
    add: pending.add,
    drop: pending.drop,
    get recent() {
      return recent;
    },
    get skipped() {
      return skipped;
    },
    async settle() {
      if (pending.size === 0) return;
      const losses = await pending.read();
      skipped += pending.skipped.length, leftOut = [...leftOut, ...pending.skipped];
      recent = joined(recent, losses, most), unsaid = joined(unsaid, losses);
    },
    take() {
      const told = { losses: unsaid, note: leftOut.length === 0 ? undefined : left(leftOut, skipped) };
      unsaid = {}, leftOut = [];
      return told;
    },
  };
}

const RECENT = 10;

function joined(before: Losses, losses: Losses, most = Infinity): Losses {
  const entries = Object.entries(losses).map(([name, values]) =>
    [name, [...before[name] ?? [], ...values].slice(-most)] as const
  );
  return { ...before, ...Object.fromEntries(entries) };
}

function left(steps: Pending["skipped"], all: number): string {
  const each = steps.slice(-3).map(({ step, of }) => `step ${step} (${listed(of)})`).join(", ");
  return `Left out ${steps.length} of the last steps, ${all} in all, as loss and gradients must be finite: got others in ` +
    `${each}${steps.length > 3 ? " and before" : ""}.`;
}
