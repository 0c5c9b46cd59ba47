/**
 * How long a run is, when it is judged, and when it is over: pure functions of where it is, so that a resumed run keeps
 * to them.
 */

/**
 * How often something happens: every so many, or intervals that change. `[[0, 5], [20, 1]]` is every five, and each from 20
 * on: the last pair that has begun counts, and what is done is a multiple of its second number.
 */
export type Interval = number | readonly (readonly [begin: number, every: number])[];

/** Where a run is. */
export interface Place {
  /** Steps taken. */
  readonly step: number;
  /** Whole epochs done. */
  readonly epoch: number;
  /** Batches of the epoch in progress that are done; 0 at its end. */
  readonly batch: number;
  /** Batches of that epoch; undefined where the dataset does not tell. */
  readonly batches: number | undefined;
  /** Samples learnt from. */
  readonly seen: number;
  /** How long the run has lasted. */
  readonly seconds: number;
}

/** When a run does what. */
export interface Timetable {
  /** Whether all that it was to learn is done, however long it took. */
  complete(at: Place): boolean;
  /** Whether its time is up; in a run of minutes alone that is its end. */
  late(at: Place): boolean;
  /** Whether an interval between validations ends here, or the run. */
  marks(at: Place): boolean;
  /** Whether it is to be judged here: where an interval ends, and judging has begun. */
  judges(at: Place): boolean;
}

/**
 * Makes the timetable of a run.
 *
 * @param length How long it lasts.
 * @param valEvery Epochs between validations, a share of one too; steps, in a run counted in steps.
 * @param valBegin How many epochs, or steps, are done at the first validation.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { timetableOf } from "./timetable.ts";
 *
 * const { judges } = timetableOf({ epochs: 8 }, [[0, 2], [5, 1]], 0);
 * const after = (epoch: number) => ({ step: epoch, epoch, batch: 0, batches: 1, seen: epoch, seconds: 0 });
 * assertEquals([1, 2, 3, 4, 5, 6, 7, 8].filter((epoch) => judges(after(epoch))), [2, 4, 5, 6, 7, 8]);
 * ```
 */
export function timetableOf(length: Length, valEvery: Interval, valBegin: number): Timetable {
  const { epochs, steps, samples, minutes = Infinity } = length, inSteps = steps !== undefined;
  const everyAt = (done: number) => typeof valEvery === "number" ? valEvery : inForce(valEvery, done);
  // Shares of an epoch are sums of rounded numbers.
  const whole = (done: number, every: number) => Math.floor(done / every + 1e-9);
  /** What is done, and what was done a step before. */
  const span = ({ step, epoch, batch, batches = NaN }: Place): readonly [before: number, done: number] => {
    if (inSteps) return [step - 1, step];
    return batch === 0 ? [epoch - 1 / (batches || 2), epoch] : [epoch + (batch - 1) / batches, epoch + batch / batches];
  };
  const late = ({ seconds }: Place) => seconds >= minutes * 60;
  const timed = epochs === undefined && !inSteps && samples === undefined;
  const complete = (at: Place) =>
    timed ? late(at) : at.step === steps || at.epoch === epochs || at.seen >= (samples ?? Infinity);
  const marks = (at: Place) => {
    if (complete(at) || late(at)) return true;
    // After its last batch an epoch is about to end, and is judged then.
    if (!inSteps && at.batch > 0 && at.batch === at.batches) return false;
    const [before, done] = span(at), every = everyAt(done);
    return whole(done, every) > whole(before, every);
  };
  return { complete, late, marks, judges: (at) => marks(at) && span(at)[1] >= valBegin };
}

function inForce(intervals: Exclude<Interval, number>, done: number): number {
  return intervals.findLast(([begin]) => begin <= done + 1e-9)?.[1] ?? Infinity;
}

/**
 * Refuses shares of an epoch where nobody knows how long it is.
 *
 * @param batches Of an epoch; undefined where the dataset does not tell.
 * @throws {RangeError} If the interval has parts of an epoch in it, and the batches are not known.
 */
export function requireShares(interval: Interval, dataset: string, batches: number | undefined): void {
  const all = typeof interval === "number" ? [interval] : interval.map(([, every]) => every);
  if (batches !== undefined || all.every(Number.isInteger)) return;
  throw new RangeError(
    `Cannot judge after a share of an epoch as its batches must be known: got ${dataset}, which does not tell them. ` +
      "Give valEvery whole epochs, or count the run in steps.",
  );
}

/**
 * Refuses a run that is over before it is judged for the first time: nothing would be judged, and nobody told.
 *
 * @param valBegin How much is done at the first validation.
 * @param length How long the run is.
 * @param epochs How many epochs that is, where it is not counted in them; undefined where nobody knows.
 * @throws {RangeError} If it is known to be shorter.
 *
 * @example
 * ```ts
 * import { assertThrows } from "@std/assert";
 * import { requireBegin } from "./timetable.ts";
 *
 * assertThrows(() => requireBegin(9, { epochs: 2 }), RangeError, "must lie within the run: got 9 in one of 2 epochs");
 * ```
 */
export function requireBegin(valBegin: number, { epochs: given, steps }: Length, epochs = Infinity): void {
  const all = given ?? steps ?? epochs;
  if (valBegin <= all) return;
  throw new RangeError(
    `Cannot judge from valBegin on as it must lie within the run: got ${valBegin} in one of ${
      Number(all.toFixed(4))
    } ` +
      `${steps === undefined ? "epochs" : "steps"}. Make it smaller, or leave it out.`,
  );
}

/**
 * What is wrong with an interval, a reason each.
 *
 * @param unit What it counts: steps are whole.
 */
export function intervalFaults(interval: unknown, unit: "epochs" | "steps"): string[] {
  const right = (every: unknown) =>
    Number.isFinite(every) && every as number > 0 && (unit === "epochs" || Number.isInteger(every));
  const rule = unit === "steps" ? "a whole number of at least 1" : "a finite number above 0";
  if (!Array.isArray(interval)) return right(interval) ? [] : [`valEvery must be ${rule}: got ${interval}`];
  const pairs = interval as readonly unknown[];
  const odd = pairs.find((pair, i) =>
    !(Array.isArray(pair) && pair.length === 2 && right(pair[1]) && Number.isFinite(pair[0]) && pair[0] >= 0 &&
      (i === 0 || pair[0] > (pairs[i - 1] as number[])[0]!))
  );
  if (pairs.length > 0 && odd === undefined) return [];
  const got = pairs.length === 0 ? "an empty list" : JSON.stringify(odd);
  return [`valEvery must be pairs of where it begins, each later than the last, and ${rule}: got ${got}`];
}

/**
 * How long a run lasts: so many epochs, steps or samples, one of them, and at most so many minutes; or so many minutes.
 *
 * Samples are counted as they are learnt from: the run ends with the batch that reaches them. Minutes are those of the run
 * itself, validations among them, what it took before it was resumed too, and not what opening the data takes; the run ends
 * with the step in which they are over, and is judged once more.
 *
 * Schedules count on epochs, steps and samples, also where minutes cut a run short. How many steps go into minutes nobody
 * knows beforehand: in a run counted in minutes alone a schedule that lasts as long as the run is refused.
 */
export type Length =
  & { readonly minutes?: number }
  & (
    | { readonly epochs: number; readonly steps?: never; readonly samples?: never }
    | { readonly steps: number; readonly epochs?: never; readonly samples?: never }
    | { readonly samples: number; readonly epochs?: never; readonly steps?: never }
    | { readonly minutes: number; readonly epochs?: never; readonly steps?: never; readonly samples?: never }
  );

/**
 * What is wrong with a length, a reason each; of a right one there are none.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { lengthFaults } from "./timetable.ts";
 *
 * assertEquals(lengthFaults({ epochs: 2, minutes: 30 }), []);
 * const text = "a run is counted in one of epochs, steps and samples: got epochs 2 and steps 5";
 * assertEquals(lengthFaults({ epochs: 2, steps: 5 }), [text]);
 * ```
 */
export function lengthFaults(length: { readonly [unit in keyof Length]?: unknown }): string[] {
  const { epochs, steps, samples, minutes } = length, whole = Object.entries({ epochs, steps, samples });
  const given = whole.filter(([, value]) => value !== undefined);
  const faults = given.filter(([, value]) => !(Number.isSafeInteger(value) && value as number >= 1)).map(
    ([unit, value]) => `${unit} must be a whole number of at least 1: got ${value}`,
  );
  if (minutes !== undefined && !(Number.isFinite(minutes) && minutes as number > 0)) {
    faults.push(`minutes must be a finite number above 0: got ${minutes}`);
  }
  if (given.length > 1) {
    const got = given.map(([unit, value]) => `${unit} ${value}`).join(" and ");
    faults.push(`a run is counted in one of epochs, steps and samples: got ${got}`);
  }
  if (given.length === 0 && minutes === undefined) {
    faults.push("a run has a length: got no epochs, steps, samples or minutes; write .train({ epochs: 5 })");
  }
  return faults;
}
