/** How long a run lasts, and what is wrong with a length that is none. */

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
 * import { lengthFaults } from "./length.ts";
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
