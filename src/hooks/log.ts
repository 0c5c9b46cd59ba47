/** The log that people read: on the console and in a file, with a progress bar below it on a terminal. */
import { asPart } from "../options/as_part.ts";
import { requireRange } from "../options/require_range.ts";
import { settle } from "../options/settle.ts";
import type { Event, Hook, StepEvent, ValEvent } from "../hook.ts";
import { lineWriter, tolerant } from "../files/line_writer.ts";
import { type Bar, bar } from "../terminal/bar.ts";
import { stamp } from "../record/format.ts";
import { environment, scoresLine, trainLine, valLine } from "./log/lines.ts";
import { isDue } from "../record/is_due.ts";
import { readings } from "../record/reading.ts";

/** How a log is written. */
export interface LogOptions {
  /** Batches between lines. Default 10. */
  readonly interval?: number;
  /** A file that gets the same lines; its folder must exist. Default none. */
  readonly file?: string;
  /** Takes each line. Default `console.log`. */
  readonly write?: (line: string) => void;
  /** Whether a terminal gets a progress bar. Default true. */
  readonly progress?: boolean;
}

/**
 * Logs a run in the lines that MMEngine's users know.
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
  const { interval = 10, file, write = console.log, progress = true } = options;
  // Where its file lies is no setting: equal runs in two folders are to have equal checkpoints.
  const settings = settle("log", options, { interval, file: undefined, write, progress });
  requireRange("log", "a whole number of at least 1", { interval });
  if (file !== undefined) requireRange("log", "a string", { file });
  requireRange("log", "a function", { write });
  requireRange("log", "true or false", { progress });
  // An error of someone's own `write` is theirs to see; of the console it must not end the run.
  const speak = options.write === undefined ? tolerant(write) : write;
  const follow = readings(), append = file === undefined ? undefined : lineWriter(file);
  let running: Bar | undefined;
  const say = (text: string) => {
    const line = `${stamp(new Date())} - raptor - INFO - ${text}`;
    const print = () => speak(line.slice("YYYY/".length));
    if (running === undefined) print();
    else running.around(print);
    append?.(line);
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
  const told: { [T in Event["type"]]: (event: Extract<Event, { type: T }>) => void } = {
    start(event) {
      follow.start(event);
      say(environment(event));
    },
    step(event) {
      follow.batch(event);
      move(event);
    },
    report(event) {
      follow.losses(event);
      if (isDue(event, interval)) say(trainLine(event, follow.read(event)));
    },
    epoch: halt,
    val(event) {
      follow.batch(event);
      move(event);
      if (isDue(event, interval)) say(valLine(event, follow.read(event)));
    },
    scores(event) {
      halt();
      say(scoresLine(event));
    },
    note: ({ text }) => say(text),
    error: halt,
    end(event) {
      halt();
      if (event.stopped !== undefined) say(`Stopped after ${event.step} steps: ${event.stopped}`);
    },
  };
  return asPart("log", (event: Event) => (told[event.type] as (event: Event) => void)(event), { settings });
}
