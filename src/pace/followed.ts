/** Numbers that may follow a schedule: those of an optimizer, its learning rate, and the share that a layer drops. */
import type { Moment } from "../optimizer.ts";
import type { Schedule } from "../schedule.ts";
import { type Range, requireRange } from "../options/settle.ts";
import type { Mode } from "../model.ts";

/** Options that may be schedules, by the range that they lie in. */
export type Followed<K extends string> = { readonly [R in Range]?: Readonly<Partial<Record<K, number | Schedule>>> };

/** The numbers of a moment: those of each weight by its name. */
export type Follow<K extends string> = (moment: Moment) => (weight: string) => Readonly<Record<K, number>>;

/**
 * Makes the numbers of an optimizer, of which each may be a schedule. What is otherwise for single weights
 * (`Moment.own`) is in them.
 *
 * @param part What is being made, for errors.
 * @param ranges The numbers by the range they must lie in: now if they are numbers, else at each step.
 * @throws {RangeError} If a number is out of its range.
 *
 * @example
 * ```ts
 * import { assertEquals, assertThrows } from "@std/assert";
 * import { followed } from "./followed.ts";
 *
 * const follow = followed("sgd", { "in [0, 1)": { momentum: (step) => 0.5 + step / 20 } });
 * const at = { step: 5, steps: 10, stepsPerEpoch: 10 };
 * assertEquals(follow(at)("kernel"), { momentum: 0.75 });
 * assertEquals(follow({ ...at, own: (weight, numbers) => ({ ...numbers, momentum: 0 }) })("kernel"), { momentum: 0 });
 * assertThrows(() => follow({ ...at, step: 10 })("kernel"), RangeError, "momentum must be in [0, 1): got 1.");
 * ```
 */
export function followed<K extends string>(part: string, ranges: Followed<K>): Follow<K> {
  const given = (Object.entries(ranges) as [Range, Readonly<Record<string, number | Schedule>>][])
    .flatMap(([range, values]) => Object.entries(values).map(([name, value]) => ({ range, name, value })));
  for (const { range, name, value } of given) {
    if (typeof value !== "function") requireRange(part, range, { [name]: value });
  }
  const scheduled = given.flatMap(({ range, name, value }) =>
    typeof value === "function" ? [{ range, name, schedule: value }] : []
  );
  const fixed = Object.fromEntries(given.map(({ name, value }) => [name, value])) as Record<K, number>;
  return (moment) => {
    const now: Record<string, number> = scheduled.length === 0 ? fixed : { ...fixed };
    for (const { range, name, schedule } of scheduled) {
      now[name] = schedule(moment.step, moment);
      requireRange(part, range, { [name]: now[name] });
    }
    const { own } = moment;
    return own === undefined ? () => now as Record<K, number> : (weight) => own(weight, now) as Record<K, number>;
  };
}

/**
 * Makes a schedule of a learning rate.
 *
 * @param optimizer Whose rate it is, for the error.
 * @throws {RangeError} If the rate is a number that is negative or not finite.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { rate } from "./followed.ts";
 *
 * assertEquals(rate("sgd", 0.1)(7, { steps: 10, stepsPerEpoch: 5 }), 0.1);
 * ```
 */
export function rate(optimizer: string, lr: number | Schedule): Schedule {
  if (typeof lr === "function") return lr;
  requireRange(optimizer, "a finite number of at least 0", { lr });
  return () => lr;
}

/**
 * Makes what tells the rate of a pass.
 *
 * @param layer What drops, for errors.
 * @param rate A number in [0, 1), or a schedule of it.
 * @throws {RangeError} If it is out of its range: now if it is a number, else in the pass.
 * @throws {TypeError} In a pass of a schedule, if that does not say where in the run it happens.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { linear } from "jsr:@raptor/raptor";
 * import { dropRate } from "./followed.ts";
 *
 * const rateAt = dropRate("dropout", linear(0, 0.5));
 * assertEquals(rateAt({ moment: { step: 5, steps: 11, stepsPerEpoch: 11 } }), 0.25);
 * ```
 */
export function dropRate(layer: string, rate: number | Schedule): (mode: Pick<Mode, "moment">) => number {
  if (typeof rate !== "function") {
    requireRange(layer, "in [0, 1)", { rate });
    return () => rate;
  }
  return ({ moment }) => {
    if (moment === undefined) {
      throw new TypeError(
        `Cannot drop by ${layer} as a rate that follows a schedule needs a pass that says where it is: got one without moment.`,
      );
    }
    const now = rate(moment.step, moment);
    requireRange(layer, "in [0, 1)", { rate: now });
    return now;
  };
}
