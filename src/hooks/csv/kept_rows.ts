/** What a table of a run that goes on holds already. */

/** A table that was read. */
export interface KeptRows {
  /** The names of its numbers. */
  readonly columns: readonly string[];
  /** Its rows, up to some step. */
  readonly rows: readonly (readonly string[])[];
  /** How many rows were of later steps, or are not whole. */
  readonly dropped: number;
}

/** The rows of a table that begins. */
export const NO_ROWS: KeptRows = { columns: [], rows: [], dropped: 0 };

/**
 * The rows of a table up to a step, so that a run which goes on from there writes on; none where there is no such table.
 *
 * @param file Where it is.
 * @param place The names of the columns before the numbers, of which the second is the step.
 * @param until The step.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { keptRows } from "./kept_rows.ts";
 *
 * const file = await Deno.makeTempFile();
 * await Deno.writeTextFile(file, "task,step,train/loss\ntrain,1,0.5\ntrain,2,0.25\n");
 * assertEquals(keptRows(file, ["task", "step"], 1), { columns: ["train/loss"], rows: [["train", "1", "0.5"]], dropped: 1 });
 * await Deno.remove(file);
 * ```
 */
export function keptRows(file: string, place: readonly string[], until: number): KeptRows {
  let text: string;
  try {
    text = Deno.readTextFileSync(file);
  } catch {
    return NO_ROWS; // There is none, or none that may be read: the table begins anew.
  }
  const { whole: [head = [], ...rows], cut } = recordsOf(text);
  if (!place.every((name, i) => head[i] === name)) return NO_ROWS;
  // A row that does not fit, as after a crash of the machine, must not cost the others.
  const kept = rows.filter((row) => row.length === head.length && Number(row[1]) <= until);
  return { columns: head.slice(place.length), rows: kept, dropped: rows.length - kept.length + Number(cut) };
}

/** The records of RFC 4180 that have their end, and whether something comes behind: a row whose writer was killed. */
function recordsOf(text: string): { readonly whole: readonly (readonly string[])[]; readonly cut: boolean } {
  const whole: string[][] = [];
  let record: string[] = [], done = 0;
  for (const field of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n)/gy)) {
    const [all, quoted, bare, end] = field;
    record.push(quoted?.replaceAll('""', '"') ?? bare!);
    if (end === ",") continue;
    done = field.index + all.length;
    if (record.length > 1 || record[0] !== "") whole.push(record);
    record = [];
  }
  return { whole, cut: done < text.length };
}
