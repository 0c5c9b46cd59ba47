/** A run for TensorBoard: event files that it reads as they grow. */
import { hostname } from "node:os";
import { join } from "node:path";
import { appendRecord } from "../files/records.ts";
import { tolerant } from "../files/line_writer.ts";
import type { EndEvent, ErrorEvent, Event, Hook, StartEvent } from "../hook.ts";
import { asPart } from "../options/as_part.ts";
import { requireRange } from "../options/require_range.ts";
import { settle } from "../options/settle.ts";
import { entries, type Entry } from "../record/entries.ts";
import { settingsLines } from "../record/settings_lines.ts";
import { requireRules } from "../record/smoothing.ts";
import type { Plain, Settings } from "../settings.ts";
import type { SinkOptions } from "./sink.ts";
import * as events from "./tensorboard/events.ts";

/**
 * Writes a run for TensorBoard (`tensorboard --logdir FOLDER`): numbers as scalars, `train/loss` and `val/accuracy`, with
 * `train/epoch` and `train/samples` beside each step; what other hooks tell as images, histograms, texts and tables; the settings of the run
 * as a text and as hyper-parameters, which are judged by its scores.
 *
 * The file is `events.out.tfevents.SECONDS.HOST.PROCESS.NUMBER`, of TFRecords.
 *
 * @param folder Where the file goes; it is made where it is missing. A run has one of its own, such as `runs/first`.
 * @throws {TypeError} If there is an option that it does not know.
 * @throws {RangeError} If an option is out of its range.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tensorboard } from "jsr:@raptor/raptor";
 *
 * const folder = await Deno.makeTempDir();
 * const hook = tensorboard(folder);
 * await hook({ type: "facts", task: "val", facts: [{ kind: "scalar", name: "kittens", value: 3 }] });
 * const [file] = await Array.fromAsync(Deno.readDir(folder));
 * assertEquals(file!.name.startsWith("events.out.tfevents."), true);
 * await Deno.remove(folder, { recursive: true });
 * ```
 */
export function tensorboard(folder: string, options: SinkOptions = {}): Hook {
  const { interval = 10, ignoreLast = true, smooth = [] } = options;
  const settings = settle("tensorboard", options, { interval, ignoreLast, smooth });
  requireRange("tensorboard", "a string", { folder });
  requireRange("tensorboard", "a whole number of at least 1", { interval });
  requireRange("tensorboard", "true or false", { ignoreLast });
  requireRules("tensorboard", smooth);
  const take = entries({ interval, ignoreLast, smooth });
  let path = "", made = 0, step = 0;
  let flat: Readonly<Record<string, events.Setting>> = {}, judged = false, trains = false;
  const append = tolerant((content: Uint8Array) => appendRecord(path, content));
  const begin = tolerant((seconds: number) => {
    Deno.mkdirSync(folder, { recursive: true });
    const named = () => join(folder, `events.out.tfevents.${Math.floor(seconds)}.${hostname()}.${Deno.pid}.${made++}`);
    // Another run of this process may have begun in the same second.
    do path = named(); while (!isNew(path));
  });

  /** Appends values, into a new file where there is none yet. */
  const write = (time: number, values: readonly events.Value[]) => {
    const seconds = time / 1000;
    if (path === "") {
      begin(seconds);
      append(events.versionEvent(seconds));
    }
    if (values.length > 0) append(events.summaryEvent({ seconds, step, values }));
  };

  const start = (event: StartEvent) => {
    path = "", judged = false, step = event.step, trains = event.task === "train";
    flat = flattened(event.settings ?? {});
    const { experiment = event.model, settings: made = {} } = event;
    const text = `**${experiment}**\n\n${settingsLines(made).map((line) => `    ${line}`).join("\n")}`;
    const session = trains ? [events.sessionStart(flat, Date.now() / 1000)] : [];
    write(Date.now(), []);
    // What was written of later steps, by a run that goes on from an earlier one, is not shown.
    if (trains && step > 0) append(events.restartEvent(Date.now() / 1000, step + 1));
    write(Date.now(), [events.textValue("settings", text), ...session]);
  };
  const finish = (event: EndEvent | ErrorEvent) => {
    if (path === "" || !trains) return;
    write(Date.now(), [events.sessionEnd(event.type === "error", Date.now() / 1000)]);
  };

  return asPart("tensorboard", (event: Event) => {
    const entry = take(event);
    if (entry !== undefined) {
      step = entry.step;
      const values = valuesOf(entry);
      if (event.type === "scores" && !judged && trains) {
        judged = true;
        const tags = Object.keys(event.scores).map((name) => `${event.task}/${name}`);
        write(entry.time, [events.experiment(flat, tags)]);
      }
      write(entry.time, values);
    }
    if (event.type === "start") start(event);
    if (event.type === "end" || event.type === "error") finish(event);
  }, { settings, needs: Object.freeze({ reports: interval }) });
}

/** Makes a file, unless it is there. */
function isNew(path: string): boolean {
  try {
    Deno.openSync(path, { write: true, createNew: true }).close();
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.AlreadyExists) return false;
    throw error;
  }
}

function valuesOf({ task, epoch, samples, scalars, facts }: Entry): events.Value[] {
  const numbers = Object.entries({ ...scalars, ...Object.keys(scalars).length > 0 && { epoch, samples } });
  return [
    ...numbers.map(([name, value]) => events.scalarValue(`${task}/${name}`, value)),
    ...facts.map((fact) => {
      const tag = `${task}/${fact.name}`;
      switch (fact.kind) {
        case "image":
          return events.imageValue(tag, fact);
        case "histogram":
          return events.histogramValue(tag, fact);
        case "text":
          return events.textValue(tag, fact.text);
        case "file":
          return events.textValue(tag, `\`${fact.path}\``);
        case "rows":
          return events.textValue(tag, tableOf(fact.rows));
      }
    }),
  ];
}

/** Rows as a table of Markdown. */
function tableOf(rows: readonly Readonly<Record<string, unknown>>[]): string {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const line = (cells: readonly unknown[]) =>
    `| ${cells.map((cell) => String(cell ?? "").replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(names), line(names.map(() => "---")), ...rows.map((row) => line(names.map((name) => row[name])))].join(
    "\n",
  );
}

/** Settings by the names of their places, as `optimizer/lr`; a part is its name, and lists are texts. */
function flattened(settings: Settings, before = ""): Record<string, events.Setting> {
  return Object.fromEntries(
    Object.entries(settings).flatMap(([name, value]): (readonly [string, events.Setting])[] => {
      const place = before + name;
      if (value === null) return [];
      if (typeof value !== "object") return [[place, value]];
      if (isList(value)) return [[place, JSON.stringify(value)]];
      const { name: own, ...others } = value;
      return [
        ...own === undefined ? [] : [[place, String(own)] as const],
        ...Object.entries(flattened(others, `${place}/`)),
      ];
    }),
  );
}

function isList(value: object): value is readonly Plain[] {
  return Array.isArray(value);
}
