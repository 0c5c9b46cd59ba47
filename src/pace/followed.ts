/** The numbers of an optimizer: each is one, or a schedule of them, and a weight may have others of its own. */
import type { Moment } from "../optimizer.ts";
import type { Schedule } from "../schedule.ts";
import { type Range, requireRange } from "../options/settle.ts";

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
