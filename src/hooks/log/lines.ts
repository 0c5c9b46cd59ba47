/** Events as lines of the log, in MMEngine's words and widths. */
import type { Position, ReportEvent, ScoresEvent, StartEvent, ValEvent } from "../../hook.ts";
import { tf } from "../../tf.ts";
import { duration, fixed, scientific, settingsLines } from "../../record/format.ts";
import type { Reading } from "../../record/reading.ts";

const RULE = "-".repeat(60);

/**
 * The block with which a log begins: what runs, on what, from which seed, and how it was made.
 *
 * @example
 * ```ts
 * import { assertStringIncludes } from "@std/assert";
 * import { environment } from "./lines.ts";
 *
 * const engine = { name: "cpu", backend: "cpu", version: "tfjs", device: "cpu" };
 * const event = { task: "train", model: "mlp", dataset: "blobs", parameters: 1234, engine, seed: 7, step: 0, recent: {} } as const;
 * assertStringIncludes(environment({ type: "start", ...event }), "seed: 7");
 * ```
 */
export function environment(event: StartEvent): string {
  const { engine, model, dataset, parameters, seed, step, settings, experiment, hooks = [] } = event;
  const entries = (pairs: Record<string, unknown>) =>
    Object.entries(pairs).filter(([, value]) => value !== undefined).map(([name, value]) => `    ${name}: ${value}`);
  return [
    "",
    RULE,
    "System environment:",
    ...entries({
      platform: `${Deno.build.os} ${Deno.build.arch}`,
      Deno: Deno.version.deno,
      V8: Deno.version.v8,
      TypeScript: Deno.version.typescript,
      "TensorFlow.js": tf.version_core,
      Engine: `${engine.name} (${engine.version})${engine.reason === undefined ? "" : `, as ${engine.reason}`}`,
      Device: engine.device,
      Kernels: engine.kernels,
      Threads: engine.threads,
    }),
    "",
    "Runtime environment:",
    ...entries({
      experiment,
      model: `${model}, ${parameters.toLocaleString("en-US")} trainable parameters`,
      dataset,
      seed,
      "resumed after": step === 0 ? undefined : `step ${step}`,
    }),
    ...settings === undefined ? [] : ["", "Settings:", ...settingsLines(settings).map((line) => `    ${line}`)],
    ...hooks.length === 0 ? [] : ["", "Hooks, in the order in which they hear each event:"],
    ...hooks.map((hook, i) => `    ${String(i + 1).padStart(2)} ${settingsLines({ hook })[0]!.slice("hook: ".length)}`),
    RULE,
  ].join("\n");
}

/** A training line, as `Epoch(train) [1][ 10/130]  lr: 1.0000e-03  eta: 0:18:23  time: 0.3541 ...`. */
export function trainLine(event: ReportEvent, reading: Reading, digits = 4): string {
  const { rates, losses } = reading;
  const each = Object.entries(rates).map(([name, rate]) => `${name}: ${scientific(rate, digits)}`);
  const head = event.epochs === undefined
    ? `Iter(train) ${count(event.step, event.steps)}`
    : `Epoch(train)${epoch(event)}${count(event.batch, event.batches)}`;
  return join(head, each.join(" "), [
    ...timing(reading, digits),
    ...Object.entries(losses).map(([name, value]) => `${name}: ${fixed(value, digits)}`),
  ]);
}

/** A line of a validation under way, as `Epoch(val) [1][10/13]    eta: 0:00:00  time: 0.0004  data_time: 0.0001`. */
export function valLine(event: ValEvent, reading: Reading, digits = 4): string {
  return join(judgedHead(event), "", timing(reading, digits));
}

/** The line of a finished validation, as `Epoch(val) [1][13/13]    accuracy: 76.0000  data_time: 0.0002  time: 0.0004`. */
export function scoresLine(event: ScoresEvent, digits = 4): string {
  return join(judgedHead(event), "", [
    ...Object.entries(event.scores).map(([name, value]) => `${name}: ${fixed(value, digits)}`),
    `data_time: ${fixed(event.dataTime, digits)}`,
    `time: ${fixed(event.time, digits)}`,
  ]);
}

// Learning rates have a place of their own, empty in a validation: hence its four spaces.
function join(head: string, rates: string, fields: readonly string[]): string {
  return [head, rates, ...fields].join("  ");
}

function timing({ eta, time, dataTime, memory }: Reading, digits: number): string[] {
  return [
    ...eta === undefined ? [] : [`eta: ${duration(eta)}`],
    `time: ${fixed(time, digits)}`,
    `data_time: ${fixed(dataTime, digits)}`,
    ...memory === undefined ? [] : [`memory: ${Math.round(memory)}`],
  ];
}

function judgedHead(event: ValEvent | ScoresEvent): string {
  const done = count(event.batch, event.batches);
  if (event.task === "test") return `Epoch(test) ${done}`;
  if (event.epochs === undefined && event.steps !== undefined) return `Iter(val) ${done}`;
  return `Epoch(val)${epoch(event)}${done}`;
}

function epoch({ epoch, epochs }: Position): string {
  return `[${epoch}]`.padStart(String(epochs ?? epoch).length + 3);
}

function count(done: number, all: number | undefined): string {
  return all === undefined ? `[${done}]` : `[${String(done).padStart(String(all).length)}/${all}]`;
}
