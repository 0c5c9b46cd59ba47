/** A run's numbers and facts handed to a function of one's own: to any tool that takes such. */
import { asPart, given, requireRange, settle } from "../options/settle.ts";
import type { Event, Hook } from "../hook.ts";
import { entries, type Entry, needsOf } from "../record/entries.ts";
import { requireRules, type Smooth } from "../record/smoothing.ts";

/** When an entry is handed on, and how its numbers are smoothed. */
export interface SinkOptions {
  /** Steps between entries of the training, as those of the log are counted. Default 10. */
  readonly interval?: number;
  /** Whether the end of an epoch has no entry of its own, but where it is not longer than the interval. Default true. */
  readonly ignoreLast?: boolean;
  /** How numbers are smoothed that are not to be smoothed as usual: losses and times are means over ten steps. Default none. */
  readonly smooth?: readonly Smooth[];
}

/**
 * Hands each entry of a run to a function: every report of the training, every validation, and what hooks tell. `scalars`,
 * `csv` and `tensorboard` write the same entries.
 *
 * @param write Takes an entry; the run waits for it, and an error of it ends the run.
 * @throws {TypeError} If there is an option that it does not know.
 * @throws {RangeError} If an option is out of its range.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { sink } from "jsr:@raptor/raptor";
 *
 * const sent: unknown[] = [];
 * const hook = sink(({ task, step, samples, scalars }) => void sent.push({ task, step, samples, ...scalars }));
 * const fact = { kind: "scalar", name: "kittens", value: 3 } as const;
 * await hook({ type: "facts", task: "val", facts: [fact] });
 * assertEquals(sent, [{ task: "val", step: 0, samples: 0, kittens: 3 }]);
 * ```
 */
export function sink(write: (entry: Entry) => void | Promise<void>, options: SinkOptions = {}): Hook {
  const { interval = 10, ignoreLast = true, smooth = [] } = given(options);
  const settings = settle("sink", options, { interval, ignoreLast, smooth }, { write });
  requireRange("sink", "a function", { write });
  requireRange("sink", "a whole number of at least 1", { interval });
  requireRange("sink", "true or false", { ignoreLast });
  requireRules("sink", smooth);
  const take = entries({ interval, ignoreLast, smooth });
  return asPart("sink", async (event: Event) => {
    const entry = take(event);
    if (entry !== undefined) await write(entry);
  }, { settings, needs: needsOf({ interval, smooth }) });
}
