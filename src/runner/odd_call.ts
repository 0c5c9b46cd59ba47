/** What is wrong with the options of a call, judged before any work: every reason at once. */
import { oddOption } from "../options/odd_option.ts";
import { intervalFaults, lengthFaults } from "../training/timetable.ts";
import { passesFaults } from "./passes.ts";

/** The options of each call. */
const OPTIONS = {
  train: [
    ...["epochs", "steps", "samples", "minutes", "valEvery", "valBegin"],
    ...["batchesPerEpoch", "limit", "overfit", "dryRun", "resume", "weights", "nonFinite"],
  ],
  validate: ["checkpoint"],
  test: ["checkpoint"],
  predict: ["checkpoint"],
  findLr: ["from", "to", "steps", "smooth", "stopAt", "svg"],
} as const;

/** What a chain may end in. */
export type Calling = keyof typeof OPTIONS;

/**
 * Looks for options that a call does not know, that are out of their range or that do not go together.
 *
 * @param call Which.
 * @param options As they were given.
 * @returns A reason each; none where all is right.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { oddities } from "./odd_call.ts";
 *
 * assertEquals(oddities("train", { epochs: 0 }), ["epochs must be a whole number of at least 1: got 0"]);
 * ```
 */
export function oddities(call: Calling, options: unknown): string[] {
  const odd = oddOption(options, OPTIONS[call], `the options of .${call}()`);
  const reasons = odd === undefined ? [] : [odd];
  const given = (options ?? {}) as Readonly<Record<string, unknown>>;
  for (const name of ["resume", "weights", "checkpoint"]) {
    const value = given[name];
    if (value === undefined || typeof value === "boolean" || typeof value === "string" && value !== "") continue;
    reasons.push(
      `${name} must be true, false or the path of a checkpoint: got ${value === "" ? "an empty one" : value}`,
    );
  }
  if (call === "findLr") return [...reasons, ...testing(given)];
  return call === "train" ? [...reasons, ...training(given)] : reasons;
}

function testing({ from = 1e-7, to = 10, steps = 100, smooth = 0.98, stopAt = 4, svg = "" }: Given): string[] {
  const reasons: string[] = [];
  const isAbove = (value: unknown, least: number) => Number.isFinite(value) && value as number > least;
  if (!isAbove(from, 0)) reasons.push(`from must be a finite number above 0: got ${from}`);
  else if (!isAbove(to, from as number)) reasons.push(`to must be a finite number above from, ${from}: got ${to}`);
  if (!Number.isSafeInteger(steps) || steps as number < 10) {
    reasons.push(`steps must be a whole number of at least 10: got ${steps}`);
  }
  if (!(isAbove(smooth, -1e-300) && smooth as number < 1)) reasons.push(`smooth must be in [0, 1): got ${smooth}`);
  if (!isAbove(stopAt, 1)) reasons.push(`stopAt must be a finite number above 1: got ${stopAt}`);
  if (typeof svg !== "string") reasons.push(`svg must be a path: got ${svg}`);
  return reasons;
}

/** Options as they were given. */
type Given = Readonly<Record<string, unknown>>;

function training(
  { epochs, steps, samples, minutes, valEvery, valBegin, nonFinite, dryRun, ...passes }: Readonly<
    Record<string, unknown>
  >,
): string[] {
  const reasons = lengthFaults({ epochs, steps, samples, minutes });
  if (valEvery !== undefined) reasons.push(...intervalFaults(valEvery, steps === undefined ? "epochs" : "steps"));
  if (valBegin !== undefined && !(Number.isFinite(valBegin) && valBegin as number >= 0)) {
    reasons.push(`valBegin must be a finite number of at least 0: got ${valBegin}`);
  }
  reasons.push(...passesFaults(passes));
  if (![undefined, true, false].includes(dryRun as boolean)) {
    reasons.push(`dryRun must be true or false: got ${dryRun}`);
  }
  if (![undefined, "stop", "skip"].includes(nonFinite as string)) {
    reasons.push(`nonFinite must be "stop" or "skip": got ${nonFinite}`);
  }
  return reasons;
}
