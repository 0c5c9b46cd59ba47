/** Where the time of a few steps goes, as a trace that browsers draw. */
import type { Answer, Event, Hook, StartEvent } from "../hook.ts";
import { asPart, given, requireRange, settle } from "../options/settle.ts";
import { replaceText } from "../files/atomic.ts";
import { onOperations } from "../tensors/on_operations.ts";

/** Which steps are looked at, as in PyTorch's `torch.profiler.schedule`. */
export interface ProfilerOptions {
  /** Steps at the start that are passed over, once. Default 0. */
  readonly skipFirst?: number;
  /** Steps of each cycle that are passed over. Default 1. */
  readonly wait?: number;
  /** Steps after those that are looked at without being written, as the first ones cost more. Default 1. */
  readonly warmup?: number;
  /** Steps after those that are written. Default 3. */
  readonly active?: number;
  /** How many cycles there are; 0 for as long as the run lasts. Default 1. */
  readonly repeat?: number;
  /** Whether each operation of the engine is written too. Default true. */
  readonly operations?: boolean;
}

/** A span of a trace, in the format of Chrome's: times in microseconds. */
interface Span {
  readonly name: string;
  readonly cat: "part" | "hook" | "operation" | "step";
  readonly ph: "X";
  readonly ts: number;
  readonly dur: number;
  readonly pid: number;
  readonly tid: number;
  readonly args?: Readonly<Record<string, unknown>>;
}

const THREADS = { step: 1, part: 2, operation: 3, hook: 4 } as const;

/**
 * Writes a trace of some steps of a training, which https://ui.perfetto.dev and chrome://tracing open: each step, waiting
 * for data, forward, backward and update as far as the step tells them apart, each hook, and each operation of the engine. A step
 * lasts from the end of the one before, whose hooks it begins with, or from the end of a validation between the two.
 *
 * A step that is compiled puts its operations off: its parts are what their JavaScript takes, and the operations are
 * computed at the step's end, as one, which is the part `compiled`. To see each of them, take an engine that is eager, as
 * `native({ compile: false })`. On a graphics card operations are asked for in a moment and computed later.
 *
 * @param file Where the trace is written, once the last cycle is over or the run is; its folder must exist.
 * @throws {TypeError} If there is an option that it does not know.
 * @throws {RangeError} If an option is out of its range.
 *
 * Source: "Trace Event Format", Google, 2016.
 *
 * @example
 * ```ts
 * import { assertThrows } from "@std/assert";
 * import { profiler } from "jsr:@raptor/raptor";
 *
 * assertThrows(() => profiler("trace.json", { active: 0 }), RangeError, "active must be a whole number of at least 1: got 0");
 * ```
 */
export function profiler(file: string, options: ProfilerOptions = {}): Hook {
  const { skipFirst = 0, wait = 1, warmup = 1, active = 3, repeat = 1, operations = true } = given(options);
  const settings = settle("profiler", options, { skipFirst, wait, warmup, active, repeat, operations });
  requireRange("profiler", "a string", { file });
  requireRange("profiler", "a whole number of at least 0", { skipFirst, wait, warmup, repeat });
  requireRange("profiler", "a whole number of at least 1", { active });
  requireRange("profiler", "true or false", { operations });
  const cycle = wait + warmup + active;
  let spans: Span[] = [],
    done = 0,
    took: readonly [from: number, to: number] | undefined,
    writing = false,
    trace: StartEvent["trace"],
    release: (() => void) | undefined;
  let training = false, written = false;

  /** What becomes of the step of a number, from 0. */
  const stateOf = (step: number): "off" | "warm" | "on" => {
    const at = step - skipFirst;
    if (at < 0 || repeat > 0 && at >= repeat * cycle || at % cycle < wait) return "off";
    return at % cycle < wait + warmup ? "warm" : "on";
  };
  const add = (cat: Span["cat"], name: string, from: number, to: number, args?: Span["args"]) => {
    if (!writing) return;
    // Both ends alike, so that what ends where another begins is not drawn over it.
    const [begins, ends] = [Math.round(from * 1e6), Math.round(to * 1e6)];
    const times = { ts: begins / 1000, dur: (ends - begins) / 1000 };
    spans.push({ name, cat, ph: "X", ...times, pid: Deno.pid, tid: THREADS[cat], ...args && { args } });
  };
  const hear = (name: string, from: number, to: number) => {
    if (name === "step") took = [from, to];
    else add(name.startsWith("hook ") ? "hook" : "part", name, from, to);
  };
  const listen = (on: boolean) => {
    if (on === (release !== undefined)) return;
    trace?.(on ? hear : undefined);
    const stop = on && operations
      ? onOperations((name, from, to, shapes) => add("operation", name, from, to, { inputs: shapes }))
      : () => {};
    release?.();
    release = on ? stop : undefined;
  };
  const prepare = () => {
    const state = stateOf(done);
    listen(state !== "off");
    writing = state === "on", took = undefined;
  };
  const finish = (): Answer | undefined => {
    writing = false;
    listen(false);
    if (spans.length === 0 || written) return;
    written = true;
    const names = Object.entries(THREADS).map(([name, tid]) => ({
      ...{ name: "thread_name", ph: "M", pid: Deno.pid, tid, args: { name: `${name}s` } },
    }));
    try {
      replaceText(file, JSON.stringify({ traceEvents: [...names, ...spans], displayTimeUnit: "ms" }));
    } catch (error) {
      return { note: `The trace is lost: ${(error as Error).message}`, level: "warning" };
    }
    spans = [];
    return { note: `The trace of the profiler is in ${file}`, facts: [{ kind: "file", name: "trace", path: file }] };
  };

  /** What is said of a training in which no step was written. */
  const unseen = (): Answer | undefined => {
    if (!training || written) return undefined;
    const note =
      `The profiler has written no trace: the run took ${done} steps, the first of which it passes over by ` +
      `skipFirst ${skipFirst}, wait ${wait} and warmup ${warmup}`;
    return { note, level: "warning" };
  };

  return asPart("profiler", (event: Event): Answer | undefined => {
    switch (event.type) {
      case "start":
        training = event.task === "train";
        if (!training) return;
        spans = [], done = 0, written = false, trace = event.trace;
        prepare();
        return;
      case "step": {
        if (written) return;
        const now = performance.now(), [from, to] = took ?? [now - 1000 * event.time, now];
        add("step", `step ${event.step}`, from, to, { samples: event.size, epoch: event.epoch });
        done++;
        const last = repeat > 0 && done === skipFirst + repeat * cycle, answer = last ? finish() : undefined;
        if (!last) prepare();
        return answer;
      }
      case "end":
        return finish() ?? unseen();
      case "error":
        return finish();
    }
  }, { settings });
}
