/**
 * Resuming is a contract: what cannot go on is refused with both values, what goes on differently is told. What the
 * samples of a run depend on are its terms.
 */
import { toJson } from "../files/numbers.ts";
import { isRecord } from "../options/is_record.ts";
import type { Plain, Settings } from "../settings.ts";
import type { Snapshot, Terms } from "../snapshot.ts";
import type { Dataset } from "../dataset.ts";
import type { Optimizer } from "../optimizer.ts";
import type { Length } from "../training/timetable.ts";

/** The run that is to go on. */
export interface Going {
  /** What its samples depend on. */
  readonly terms: Terms;
  /** What it is made of. */
  readonly settings: Settings;
}

/**
 * Refuses to resume what cannot go on.
 *
 * @param from The checkpoint.
 * @param going The run.
 * @returns What is not as it was, in a few words each.
 * @throws {RangeError} If the run is shorter than it was already, its samples are others, or it stands between two updates
 * whose steps are counted otherwise.
 *
 * @example
 * ```ts
 * import { assertThrows } from "@std/assert";
 * import { checkResume } from "./resume.ts";
 *
 * const progress = { step: 30, epoch: 3, batch: 0, samples: 0, seed: 0, scores: {}, judged: 0, recent: {} };
 * const from = { model: "m", optimizer: "sgd", weights: {}, slots: {}, progress };
 * const going = { terms: { ranks: 1, accumulate: 1, epochs: 2 }, settings: {} };
 * assertThrows(() => checkResume(from, going), RangeError, "got a checkpoint of 3 whole epochs for a run of 2");
 * ```
 */
export function checkResume(from: Snapshot, { terms, settings }: Going): string[] {
  const { progress, terms: before } = from;
  checkLength(progress, terms);
  if (before?.samples !== undefined && terms.samples !== undefined && before.samples !== terms.samples) {
    throw refused(
      `an epoch must have the samples it had`,
      `${terms.samples} samples where the checkpoint had ${before.samples}`,
      "To learn from other data, train anew from its weights.",
    );
  }
  const cuts = [before, terms].map((of) => of?.batchesPerEpoch && `${of.batchesPerEpoch} batches of ${of.batchSize}`);
  if (before !== undefined && cuts[0] !== cuts[1]) {
    const [was = "whole passes", is = "whole passes"] = cuts;
    throw refused("an epoch must be cut as it was", `${is} where the checkpoint had ${was}`, "Resume with the same.");
  }
  const { batch, samples = batch } = progress;
  if (samples > (terms.samples ?? Infinity) || batch > samples || batch === 0 && samples > 0) {
    throw refused(
      "its place must lie within an epoch",
      `batch ${batch} and ${samples} samples of ${terms.samples ?? "an unknown number"}`,
      "Resume with the dataset it was trained on.",
    );
  }
  if (before !== undefined && before.accumulate !== terms.accumulate && inWindow(from, before.accumulate)) {
    throw refused(
      "the steps of an update are added up",
      `accumulate(${terms.accumulate}, ...) in the middle of accumulate(${before.accumulate}, ...), after step ${progress.step}`,
      `Resume with ${before.accumulate}, or from a checkpoint between two updates.`,
    );
  }
  const sizes = [before?.batchSize, terms.batchSize];
  return [
    ...TOLD.flatMap((name) => differences(name, from.settings?.[name], settings[name])),
    ...sizes.includes(undefined) || sizes[0] === sizes[1] ? [] : [`batchSize ${sizes[1]} (was ${sizes[0]})`],
  ];
}

/** Whether some steps are added up that have not moved the weights yet, as the slots of `accumulate` tell. */
function inWindow({ slots, progress }: Snapshot, steps: number): boolean {
  // Each part of a model may have sums of its own.
  const ledgers = Object.entries(slots).filter(([name]) => /(^|\/)accumulated\/ledger$/.test(name));
  return ledgers.length === 0 ? progress.step % steps !== 0 : ledgers.some(([, { data }]) => data[0] !== 0);
}

/** The settings whose change is told. */
const TOLD = ["model", "data", "loss", "optimizer", "train"] as const;

function checkLength(
  { step, epoch, batch, seen = 0 }: Snapshot["progress"],
  { epochs, steps, length = Infinity, batchSize = 1 }: Terms,
): void {
  const refuse = (got: string) => {
    throw refused("the run must be at least as long as it was", `a checkpoint of ${got}`, "Train longer.");
  };
  const count = (n: number, what: string) => `${n} ${what}${n === 1 ? "" : "s"}`;
  if (steps !== undefined && step > steps) refuse(`${count(step, "step")} for a run of ${steps}`);
  // It ends with the batch that reaches them.
  if (seen >= length + batchSize) refuse(`${count(seen, "sample")} for a run of ${length}`);
  if (epochs === undefined || epoch < epochs || epoch === epochs && batch === 0) return;
  const more = batch === 0 ? "" : ` and ${count(batch, "batch").replace("batchs", "batches")}`;
  refuse(`${count(epoch, "whole epoch")}${more} for a run of ${epochs}`);
}

function refused(rule: string, got: string, hint: string): RangeError {
  return new RangeError(`Cannot resume as ${rule}: got ${got}. ${hint}`);
}

/** The leaves in which two plain values differ, as `optimizer.lr 0.01 (was 0.1)`. */
function differences(path: string, before: Plain | undefined, now: Plain | undefined): string[] {
  if (before === undefined || now === undefined || toJson(before) === toJson(now)) return [];
  // How it goes on is told already, and the size of a batch by the terms.
  if (path === "train.resume" || path === "data.batchSize") return [];
  if (isRecord(before) && isRecord(now) && before.name === now.name) {
    const names = [...new Set([...Object.keys(before), ...Object.keys(now)])];
    return names.flatMap((name) => differences(`${path}.${name}`, before[name] ?? null, now[name] ?? null));
  }
  if (Array.isArray(before) && Array.isArray(now) && before.length === now.length) {
    return now.flatMap((value, i) => differences(`${path}.${i}`, before[i], value));
  }
  return [`${path.replace(/^train\./, "")} ${short(now)} (was ${short(before)})`];
}

function short(value: Plain): string {
  if (value === null) return "none";
  if (isRecord(value) && typeof value.name === "string") return value.name;
  return typeof value === "string" ? value : toJson(value);
}

/**
 * The terms of a run that trains.
 *
 * @param data The dataset, open.
 * @param optimizer The optimizer; it says in its settings how many steps it adds up.
 * @param length How long the run is.
 * @param batchesPerEpoch Batches of an epoch, where the run says how many.
 * @param ranks How many share a batch.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { accumulate, sgd } from "jsr:@raptor/raptor";
 * import { termsOf } from "./resume.ts";
 *
 * const data = { samples: { train: 50 }, batchSize: 10 };
 * const terms = termsOf({ data, optimizer: accumulate(4, sgd({ lr: 0.1 })), length: { epochs: 5 } });
 * assertEquals(terms, { samples: 50, batchSize: 10, ranks: 1, accumulate: 4, epochs: 5 });
 * ```
 */
export function termsOf({ data, optimizer, length, batchesPerEpoch, ranks = 1 }: {
  readonly data: Pick<Dataset<unknown, unknown>, "samples" | "batchSize">;
  readonly optimizer: Optimizer;
  readonly length: Length;
  readonly batchesPerEpoch?: number | undefined;
  readonly ranks?: number | undefined;
}): Terms {
  const { samples, batchSize } = data, { epochs, steps, samples: all } = length;
  return Object.freeze({
    ...samples?.train !== undefined && { samples: samples.train },
    ...batchSize !== undefined && { batchSize },
    ...batchesPerEpoch !== undefined && { batchesPerEpoch },
    ...{ ranks, accumulate: addedUp(optimizer.name, optimizer.settings ?? {}) },
    ...epochs !== undefined && { epochs },
    ...steps !== undefined && { steps },
    ...all !== undefined && { length: all },
  });
}

/** Steps for one update, wherever in a chain of optimizers they are added up. */
function addedUp(name: Plain | undefined, settings: Plain): number {
  if (typeof settings !== "object" || settings === null) return 1;
  const inner = Object.values(settings) as Plain[];
  const own = String(name).startsWith("accumulate") ? Number((settings as { readonly n?: Plain }).n ?? 1) : 1;
  return own *
    inner.reduce<number>((all, part) => all * addedUp((part as { readonly name?: Plain } | null)?.name, part), 1);
}
