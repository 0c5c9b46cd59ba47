/** The progress of a run as text in a checkpoint, and back: every number of it is checked. */
import { isRecord } from "../options/is_record.ts";
import type { Progress } from "../snapshot.ts";
import { numberOf } from "./numbers.ts";

/**
 * Reads a progress.
 *
 * @param text JSON, as a checkpoint holds it.
 * @throws {SyntaxError} If it is no JSON, or a number of it cannot be; the sentence says what it must be and what it is.
 *
 * @example
 * ```ts
 * import { assertThrows } from "@std/assert";
 * import { parseProgress } from "./progress.ts";
 *
 * const text = '{"step":3,"epoch":1.5,"batch":0,"samples":0,"seed":0,"scores":{},"judged":0,"recent":{}}';
 * assertThrows(() => parseProgress(text), SyntaxError, "its epoch must be a whole number of at least 0: got 1.5");
 * ```
 */
export function parseProgress(text: string): Progress {
  const read = parse(text);
  if (!isRecord(read)) throw new SyntaxError(`its progress must be an object: got ${text.slice(0, 40)}`);
  const counts = Object.fromEntries(
    COUNTS.filter((name) => name in read || REQUIRED.includes(name)).map((name) => [name, count(name, read[name])]),
  ) as unknown as Pick<Progress, "step" | "epoch" | "batch" | "samples" | "judged">;
  const seed = count("seed", read.seed);
  if (seed > 0xffffffff) throw wrong("seed", "a whole number from 0 to 4294967295", seed);
  const { step, batch, judged } = counts, { seconds } = read;
  if (seconds !== undefined && !(Number.isFinite(seconds) && seconds as number >= 0)) {
    throw wrong("seconds", "a finite number of at least 0", seconds);
  }
  if (judged > step) throw wrong("judged", `at most its step, ${step}`, judged);
  if (batch > step) throw wrong("batch", `at most its step, ${step}`, batch);
  const scores = numbers("scores", read.scores);
  const recent = record("recent", read.recent, (name, values) => {
    if (!Array.isArray(values)) throw wrong(name, "a list of numbers", values);
    return Object.values(numbers(name, { ...values }));
  });
  const verdicts = verdictsOf(read.verdicts, step);
  const time = seconds === undefined ? {} : { seconds: Number(seconds) };
  return Object.freeze({ ...counts, ...time, seed, scores, recent, ...verdicts && { verdicts } });
}

/** The validations, each at a step that was taken, one after the other. */
function verdictsOf(value: unknown, step: number): Progress["verdicts"] {
  if (value === undefined) return undefined;
  if (!Array.isArray(value)) throw wrong("verdicts", "a list of validations", value);
  let last = 0;
  return value.map((verdict: unknown) => {
    if (!isRecord(verdict)) throw wrong("verdicts", "a list of validations", verdict);
    const at = count("verdicts.step", verdict.step);
    if (at < last || at > step) throw wrong("verdicts.step", `from ${last} to its step, ${step}`, at);
    last = at;
    return { step: at, scores: numbers("verdicts.scores", verdict.scores) };
  });
}

const COUNTS = ["step", "epoch", "batch", "samples", "seen", "judged", "skipped"] as const;

/** The progress of old checkpoints has no samples. */
const REQUIRED: readonly string[] = ["step", "epoch", "batch", "judged"];

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new SyntaxError(`its progress must be JSON: got ${(cause as Error).message}`, { cause });
  }
}

function count(name: string, value: unknown): number {
  if (Number.isSafeInteger(value) && value as number >= 0) return value as number;
  throw wrong(name, "a whole number of at least 0", value);
}

function numbers(name: string, value: unknown): Record<string, number> {
  return record(name, value, (inner, given) => {
    const number = numberOf(given);
    if (number === undefined) throw wrong(`${name}.${inner}`, "a number", given);
    return number;
  });
}

function record<T>(name: string, value: unknown, each: (name: string, value: unknown) => T): Record<string, T> {
  if (!isRecord(value)) throw wrong(name, "numbers by name", value);
  return Object.fromEntries(Object.entries(value).map(([inner, given]) => [inner, each(inner, given)]));
}

function wrong(name: string, rule: string, value: unknown): SyntaxError {
  return new SyntaxError(`its ${name} must be ${rule}: got ${(JSON.stringify(value) ?? "none").slice(0, 40)}`);
}
