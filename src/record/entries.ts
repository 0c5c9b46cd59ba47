/** A run as one stream of entries, the same for all who write it down: numbers and facts, and where in the run they stand. */
import type { Fact } from "../fact.ts";
import type { Event, Needs, ReportEvent, ValEvent } from "../hook.ts";
import { readings } from "./reading.ts";
import { longestOf, type Smooth } from "./smoothing.ts";

/** What is written down at one moment of a run. */
export interface Entry {
  /** The pass that it is of. */
  readonly task: "train" | "val" | "test";
  /** When, in milliseconds since 1970. */
  readonly time: number;
  /** Steps taken since the run began. */
  readonly step: number;
  /** The epoch, from 1. */
  readonly epoch: number;
  /** Whether the run is counted in epochs. */
  readonly inEpochs: boolean;
  /** Samples that were learnt from since the run began. */
  readonly samples: number;
  /** Numbers by name, in MMEngine's order: `lr`, `data_time`, `loss` and its parts, `time`, `memory`; or scores, `data_time`, `time`. */
  readonly scalars: Readonly<Record<string, number>>;
  /** What hooks have told that is no number: pictures, histograms, tables, texts, files. */
  readonly facts: readonly Exclude<Fact, { readonly kind: "scalar" }>[];
}

/** How entries are made of events. */
export interface EntryOptions extends Due {
  /** How numbers are smoothed that are not to be smoothed as usual. */
  readonly smooth?: readonly Smooth[];
}

/**
 * Starts to make entries of the events of a run.
 *
 * @returns What takes each event, and answers the entry that it makes, if it makes one.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { entries } from "./entries.ts";
 *
 * const take = entries({ interval: 10 });
 * const at = { epoch: 1, epochs: 5, step: 10, steps: 125, batch: 10, batches: 25, samples: 320 };
 * take({ type: "step", ...at, time: 0.5, dataTime: 0.25, lr: 0.001, size: 32 });
 * const entry = take({ type: "report", ...at, losses: { loss: [2.5] } });
 * assertEquals([entry?.task, entry?.step, entry?.samples, entry?.scalars.loss], ["train", 10, 320, 2.5]);
 * ```
 */
export function entries({ smooth, ...due }: EntryOptions): (event: Event) => Entry | undefined {
  const follow = readings(smooth);
  const beginning = { step: 0, epoch: 1, inEpochs: true };
  let last = beginning, counted = 0;
  const entry = (event: Event, given: Pick<Entry, "task"> & Partial<Entry>): Entry => {
    if ("step" in event && event.step !== undefined && "batches" in event) {
      last = {
        step: event.step,
        epoch: event.epoch!,
        inEpochs: event.epochs !== undefined || event.steps === undefined,
      };
    }
    const samples = "samples" in event && event.samples !== undefined ? event.samples : counted;
    return { time: Date.now(), ...last, samples, scalars: {}, facts: [], ...given };
  };
  return (event) => {
    switch (event.type) {
      case "start":
        follow.start(event);
        last = { ...beginning, step: event.step }, counted = 0;
        return;
      case "step":
        follow.batch(event);
        counted += event.size;
        return;
      case "report": {
        follow.losses(event);
        if (!isDue(event, due)) return;
        const { rates, time, dataTime, memory, losses } = follow.read(event);
        const known: Readonly<Record<string, number>> = memory === undefined ? {} : { memory };
        return entry(event, { task: "train", scalars: { ...rates, data_time: dataTime, ...losses, time, ...known } });
      }
      case "scores": {
        const { task, scores, dataTime, time } = event;
        return entry(event, { task, scalars: { ...scores, data_time: dataTime, time } });
      }
      case "facts": {
        const scalars = event.facts.flatMap((fact) => fact.kind === "scalar" ? [[fact.name, fact.value] as const] : []);
        const facts = event.facts.filter((fact) => fact.kind !== "scalar");
        return entry(event, { task: event.task, scalars: Object.fromEntries(scalars), facts });
      }
    }
  };
}

/**
 * What a log cannot do without: the reports that it writes, and as many losses before a resumed run as it smooths over.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { needsOf } from "./entries.ts";
 *
 * assertEquals(needsOf({ interval: 20, smooth: [{ name: "loss", window: 50 }] }), { reports: 20, recent: 50 });
 * ```
 */
export function needsOf({ interval, smooth = [] }: EntryOptions): Needs {
  return Object.freeze({ reports: interval, recent: longestOf(smooth) });
}

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
 * import { isDue } from "./entries.ts";
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
