/** The log that people read: on the console and in a file, with a progress bar below it on a terminal. */
import { asPart, given, requireRange, settle } from "../options/settle.ts";
import type { ErrorEvent, Event, Hook, Level, StepEvent, ValEvent } from "../hook.ts";
import { lineWriter, tolerant } from "../files/line_writer.ts";
import { type Bar, bar } from "../terminal/bar.ts";
import { inColor, visible } from "../terminal/visible.ts";
import { stamp } from "../record/format.ts";
import { environment, scoresLine, trainLine, valLine } from "./log/lines.ts";
import { summary } from "./log/summary.ts";
import { isDue, needsOf } from "../record/entries.ts";
import { readings } from "../record/reading.ts";
import { requireRules, type Smooth } from "../record/smoothing.ts";

/** How a log is written. */
export interface LogOptions {
  /** Batches between lines. Default 10. */
  readonly interval?: number;
  /** Whether the end of an epoch has no line of its own, but where it is not longer than the interval. Default true. */
  readonly ignoreLast?: boolean;
  /** How much a line must matter to be written. Default `info`. */
  readonly level?: Level;
  /** Decimals of numbers, at most 100. Default 4. */
  readonly digits?: number;
  /** How numbers are smoothed that are not to be smoothed as usual: losses and times are means over ten steps. Default none. */
  readonly smooth?: readonly Smooth[];
  /** A file that gets the same lines, and errors with where they were thrown; its folder must exist. Default none. */
  readonly file?: string;
  /** Takes each line. Default `console.log`. */
  readonly write?: (line: string) => void;
  /** Whether levels are in colour. Default where lines go to the console, and that is a terminal. */
  readonly color?: boolean;
  /** Whether a terminal gets a progress bar. Default true. */
  readonly progress?: boolean;
}

/**
 * Logs a run in the lines that MMEngine's users know. Warnings of the same words are written once.
 *
 * @throws {TypeError} If there is an option that it does not know.
 * @throws {RangeError} If an option is out of its range.
 *
 * @example
 * ```ts
 * import { assertMatch } from "@std/assert";
 * import { log } from "jsr:@raptor/raptor";
 *
 * const lines: string[] = [];
 * const hook = log({ write: (line) => lines.push(line), progress: false });
 * const at = { epoch: 1, epochs: 5, step: 10, steps: 125, batch: 10, batches: 25 };
 * await hook({ type: "step", ...at, time: 0.5, dataTime: 0.01, lr: 0.001, size: 32 });
 * await hook({ type: "report", ...at, losses: { loss: [2.5] } });
 * assertMatch(lines[0]!, /Epoch\(train\) \[1\]\[10\/25\] {2}lr: 1.0000e-03 {2}eta: 0:00:57 {2}time: 0.5000 {2}/);
 * ```
 */
export function log(options: LogOptions = {}): Hook {
  const { interval = 10, ignoreLast = true, level = "info", digits = 4, smooth = [], file, progress = true } = given(
    options,
  );
  const { write = console.log, color = options?.write === undefined && isTerminal() } = given(options);
  // Where its file lies is no setting: equal runs in two folders are to have equal checkpoints. Nor is what shows it.
  const told = { interval, ignoreLast, level, digits, smooth, file: undefined, write, color: options?.color, progress };
  const settings = settle("log", options, told);
  requireRange("log", "a whole number of at least 1", { interval });
  requireRange("log", "a whole number from 0 to 100", { digits });
  requireRange("log", "true or false", { ignoreLast, color, progress });
  if (!LEVELS.includes(level)) {
    throw new RangeError(`Cannot make log as level must be one of ${LEVELS.join(", ")}: got ${level}.`);
  }
  if (file !== undefined) requireRange("log", "a string", { file });
  requireRange("log", "a function", { write });
  requireRules("log", smooth);
  // An error of someone's own `write` is theirs to see; of the console it must not end the run.
  const speak = options.write === undefined ? tolerant(write) : write;
  const follow = readings(smooth), sum = summary(), append = file === undefined ? undefined : lineWriter(file);
  const warned = new Set<string>(), due = { interval, ignoreLast };
  let running: Bar | undefined;
  // Names of classes, files and weights come from others; a terminal would obey what stands in them.
  const say = (said: string, of: Level = "info", inFile = said) => {
    const text = visible(said);
    if (LEVELS.indexOf(of) < LEVELS.indexOf(level) || of === "warning" && warned.has(text)) return;
    if (of === "warning") warned.add(text);
    const time = stamp(new Date()), word = of.toUpperCase();
    const line = `${time.slice("YYYY/".length)} - raptor - ${color ? inColor(word, of) : word} - ${text}`;
    if (running === undefined) speak(line);
    else running.around(() => speak(line));
    append?.(`${time} - raptor - ${word} - ${visible(inFile)}`);
  };
  const move = (event: StepEvent | ValEvent) => {
    if (!progress) return;
    running ??= bar("", { total: event.batches, unit: "steps" });
    running.update(event.batch, event.type === "step" ? `Epoch ${event.epoch}` : `Validation of epoch ${event.epoch}`);
  };
  const halt = () => {
    running?.stop();
    running = undefined;
  };
  const telling: { [T in Event["type"]]?: (event: Extract<Event, { type: T }>) => void } = {
    start(event) {
      warned.clear();
      follow.start(event);
      say(environment(event));
    },
    step(event) {
      follow.batch(event);
      move(event);
    },
    report(event) {
      follow.losses(event);
      if (isDue(event, due)) say(trainLine(event, follow.read(event), digits));
    },
    epoch: halt,
    val(event) {
      follow.batch(event);
      move(event);
      if (isDue(event, due)) say(valLine(event, follow.read(event), digits));
    },
    scores(event) {
      halt();
      say(scoresLine(event, digits));
    },
    facts: follow.facts,
    note: (event) => say(event.text, event.level),
    error(event) {
      halt();
      say(failure(event), "error", `${failure(event)}\n${traceOf(event.error)}`);
    },
    end(event) {
      halt();
      if (event.stopped !== undefined) say(`Stopped after ${event.step} steps: ${event.stopped}`);
      for (const line of sum.lines(event, digits)) say(line);
    },
  };
  return asPart("log", (event: Event) => {
    sum.hear(event);
    (telling[event.type] as ((event: Event) => void) | undefined)?.(event);
  }, { settings, needs: needsOf({ interval, smooth }), state: sum.state, restore: sum.restore });
}

const LEVELS: readonly Level[] = ["debug", "info", "warning", "error"];

function isTerminal(): boolean {
  return Deno.stdout.isTerminal() && !Deno.noColor;
}

function failure({ error, progress }: ErrorEvent): string {
  const where = progress === undefined ? "" : ` after ${progress.step} steps`;
  return `Failed${where}: ${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}`;
}

/** Where an error was thrown, and what caused it. */
function traceOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { stack = error.message, cause } = error;
  return cause === undefined ? stack : `${stack}\nCaused by: ${traceOf(cause)}`;
}
