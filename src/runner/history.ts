/** What a run has told, kept as plain data for whoever awaits it. */
import { numberOf, toJson } from "../files/numbers.ts";
import type { Event, Hook } from "../hook.ts";
import type { Plain } from "../settings.ts";

/** The place of a row. */
export interface HistoryPlace {
  /** Steps taken, those of a run that was resumed too. */
  readonly step: number;
  /** The epoch that is running, from 1. */
  readonly epoch: number;
  /** Samples learnt from; undefined in a loop that does not count them. */
  readonly samples?: number;
}

/** The losses of a report, or the scores of a validation. */
export type HistoryRow<N extends string = string> =
  | HistoryPlace & {
    /** Which of the two it is. */
    readonly type: "report";
    /** The learning rate of its last step. */
    readonly lr?: number;
    /** The mean of each loss over the steps since the report before, not smoothed. */
    readonly losses: Readonly<Record<string, number>>;
  }
  | HistoryPlace & {
    /** Which of the two it is. */
    readonly type: "scores";
    /** By name. */
    readonly scores: Readonly<Record<N, number>>;
  };

/** How many reports a checkpoint keeps. */
const KEPT = 500;

/** The history of a run, as it grows. */
export interface History<N extends string> extends Hook<N> {
  /** The rows so far, oldest first. */
  readonly rows: readonly HistoryRow<N>[];
}

/**
 * Makes a hook that keeps all reports and scores.
 *
 * A checkpoint keeps all scores and at most 500 reports, evenly spread where there were more; a run that is resumed goes on
 * from these.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { history } from "./history.ts";
 *
 * const kept = history();
 * const at = { epoch: 1, epochs: 2, step: 2, steps: 4, samples: 20, batch: 2, batches: 2 };
 * await kept({ type: "report", ...at, losses: { loss: [3, 1] } });
 * assertEquals(kept.rows, [{ type: "report", step: 2, epoch: 1, samples: 20, losses: { loss: 2 } }]);
 * ```
 */
export function history<N extends string>(): History<N> {
  let rows: HistoryRow<N>[] = [], lr: number | undefined;
  const hear = (event: Event<N>): void => {
    if (event.type === "step") lr = event.lr;
    if (event.type !== "report" && event.type !== "scores") return;
    const { step, epoch, samples } = event, place = { step, epoch, ...samples !== undefined && { samples } };
    if (event.type === "scores") rows.push({ type: "scores", ...place, scores: event.scores });
    else rows.push({ type: "report", ...place, ...lr !== undefined && { lr }, losses: means(event.losses) });
  };
  return Object.defineProperties(
    Object.assign(hear, {
      state: () => toJson(thinned(rows)),
      restore: (state: Plain) => void (rows = parse(state)),
    }),
    { name: { value: "history" }, rows: { get: () => rows } },
  ) as unknown as History<N>;
}

/** Rows of a checkpoint; of what is none, none. */
function parse<N extends string>(state: Plain): HistoryRow<N>[] {
  const finite = (_: string, value: unknown) => typeof value === "string" ? numberOf(value) ?? value : value;
  try {
    const rows = JSON.parse(String(state), finite);
    return Array.isArray(rows) ? rows : [];
  } catch {
    return [];
  }
}

function means(losses: Readonly<Record<string, readonly number[]>>): Record<string, number> {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  return Object.fromEntries(Object.entries(losses).map(([name, values]) => [name, mean(values)]));
}

function thinned<N extends string>(rows: readonly HistoryRow<N>[]): readonly HistoryRow<N>[] {
  const reports = rows.filter(({ type }) => type === "report").length;
  if (reports <= KEPT) return rows;
  let seen = 0;
  // The last one of each equal stretch, so that the newest is among them.
  return rows.filter(({ type }) => {
    if (type !== "report") return true;
    const before = Math.floor(seen * KEPT / reports);
    return Math.floor(++seen * KEPT / reports) > before;
  });
}
