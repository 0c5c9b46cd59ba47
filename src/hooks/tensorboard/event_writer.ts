/** Writes what is told of a run into an event file, and begins one where there is none yet. */
import { hostname } from "node:os";
import { join } from "node:path";
import { appendRecord } from "../../files/records.ts";
import { tolerant } from "../../files/line_writer.ts";
import type { EndEvent, ErrorEvent, Event, StartEvent } from "../../hook.ts";
import type { Entry } from "../../record/entries.ts";
import { settingsLines } from "../../record/format.ts";
import type { Plain, Settings } from "../../settings.ts";
import * as events from "./events.ts";

/**
 * Makes what hears the events of a run, one after the other.
 *
 * @param folder Where the file goes; it is made where it is missing.
 * @param take What an event tells a log, if anything.
 *
 * @example See {@linkcode tensorboard}.
 */
export function eventWriter(folder: string, take: (event: Event) => Entry | undefined): (event: Event) => void {
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

  return (event) => {
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
  };
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
