/** A run's numbers as a table that every spreadsheet opens. */
import { asPart, given, requireRange, settle } from "../options/settle.ts";
import type { Event, Hook } from "../hook.ts";
import { replaceText } from "../files/atomic.ts";
import { lineWriter, tolerant } from "../files/line_writer.ts";
import { entries, needsOf } from "../record/entries.ts";
import { requireRules } from "../record/smoothing.ts";
import { keptRows, NO_ROWS } from "./csv/kept_rows.ts";
import type { SinkOptions } from "./sink.ts";

/** The columns before the numbers. */
const PLACE = ["task", "step", "epoch", "samples", "time"];

/**
 * Writes each entry of a run as a row of comma-separated values (RFC 4180): `task`, `step`, `epoch`, `samples`, `time` as
 * ISO 8601, then a column for each number, empty where an entry has none. A number that comes later is a column at the end;
 * the file is then written anew.
 *
 * @param file The file; its folder must exist. One of this name is replaced; by a run that is resumed it is kept up to the step it
 * goes on from, and written on.
 * @throws {TypeError} If there is an option that it does not know.
 * @throws {RangeError} If an option is out of its range.
 *
 * @example
 * ```ts
 * import { assertMatch } from "@std/assert";
 * import { csv } from "jsr:@raptor/raptor";
 *
 * const file = await Deno.makeTempFile();
 * const hook = csv(file);
 * await hook({ type: "facts", task: "val", facts: [{ kind: "scalar", name: "kittens", value: 3 }] });
 * assertMatch(await Deno.readTextFile(file), /^task,step,epoch,samples,time,val\/kittens\nval,0,1,0,.*Z,3\n$/);
 * await Deno.remove(file);
 * ```
 */
export function csv(file: string, options: SinkOptions = {}): Hook {
  const { interval = 10, ignoreLast = true, smooth = [] } = given(options);
  const settings = settle("csv", options, { interval, ignoreLast, smooth });
  requireRange("csv", "a string", { file });
  requireRange("csv", "a whole number of at least 1", { interval });
  requireRange("csv", "true or false", { ignoreLast });
  requireRules("csv", smooth);
  const take = entries({ interval, ignoreLast, smooth }), append = lineWriter(file);
  const replace = tolerant((text: string) => replaceText(file, text));
  let columns: string[] = [], rows: string[][] = [];
  /** The rows of the very step after which the run goes on, by what they tell: a judging that no checkpoint kept is told again. */
  let again = new Map<string, number>();
  const rewrite = () => {
    const head = [...PLACE, ...columns];
    const filled = rows.map((row) => [...row, ...Array(head.length - row.length).fill("")]);
    replace([head, ...filled].map((row) => `${lineOf(row)}\n`).join(""));
  };
  return asPart("csv", (event: Event) => {
    // What it has written itself, of a run before this one, is as what lies there.
    if (event.type === "start" && event.task === "train") {
      const kept = event.step > 0 ? keptRows(file, PLACE, event.step) : NO_ROWS;
      columns = [...kept.columns], rows = kept.rows.map((row) => [...row]);
      const last = rows.flatMap((row, i) => Number(row[1]) === event.step ? [[whatOf(row, columns), i] as const] : []);
      again = new Map(last);
      if (kept.dropped > 0) rewrite();
    }
    const entry = take(event);
    if (entry === undefined || Object.keys(entry.scalars).length === 0) return;
    const { task, step, epoch, samples, time, scalars } = entry;
    const named = new Map(Object.entries(scalars).map(([name, value]) => [`${task}/${name}`, value]));
    const more = [...named.keys()].filter((name) => !columns.includes(name));
    columns.push(...more);
    const place = [task, String(step), String(epoch), String(samples), new Date(time).toISOString()];
    const row = [...place, ...columns.map((name) => named.has(name) ? String(named.get(name)) : "")];
    const what = whatOf(row, columns), before = again.get(what);
    again.delete(what);
    if (before === undefined) rows.push(row);
    else rows[before] = row;
    if (more.length === 0 && before === undefined) return append(lineOf(row));
    rewrite();
  }, { settings, needs: needsOf({ interval, smooth }) });
}

function lineOf(fields: readonly string[]): string {
  return fields.map((field) => /[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field).join(",");
}

/** What a row tells: its pass, its step and the names of its numbers. */
function whatOf([task, step, ...others]: readonly string[], columns: readonly string[]): string {
  const numbers = others.slice(PLACE.length - 2);
  return JSON.stringify([task, step, columns.filter((_, i) => (numbers[i] ?? "") !== "")]);
}
