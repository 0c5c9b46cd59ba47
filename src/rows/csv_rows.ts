/** Rows of CSV and TSV, by papaparse, record by record. */
import { type Records, records, recordsAt } from "./records.ts";
import { readColumns } from "./read_columns.ts";
import type { RowBlock, RowFields, RowReader } from "./row_reader.ts";
import { onDemand } from "../on_demand.ts";

/** How a file is read. */
export interface CsvReading {
  /** What stands between fields. Default what the first line has most of: a comma, a tab, a semicolon or a bar. */
  readonly delimiter?: string | undefined;
  /** Whether the first row holds the names of the columns. */
  readonly header: boolean;
}

type Parse = (text: string, options: object) => { readonly data: string[][]; readonly errors: readonly unknown[] };

const DELIMITERS = [",", "\t", ";", "|"];

/**
 * Opens a file of CSV or TSV.
 *
 * @throws {RangeError} If it is empty, or two columns have one name.
 * @throws {TypeError} If it is no text in UTF-8.
 */
export async function csvRows(path: string, { delimiter, header }: CsvReading): Promise<RowReader> {
  // Rarely needed.
  const { default: papa } = await onDemand<typeof import("npm:papaparse@5.5.3")>("npm:papaparse@5.5.3") as unknown as {
    default: { parse: Parse };
  };
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  const decode = (bytes: Uint8Array, place: number): string => {
    try {
      return decoder.decode(bytes);
    } catch (cause) {
      throw new TypeError(
        `Cannot read ${path} as it must be text in UTF-8: got other bytes from byte ${place} on. Save it as UTF-8.`,
        { cause },
      );
    }
  };
  /** The texts of rows; of all at once where nothing but the end of a line is between them. */
  const textsOf = (bytes: Uint8Array, spans: readonly (readonly [number, number])[], at: number): string[] => {
    const from = spans[0]![0], to = spans.at(-1)![1];
    if (spans.every(([begin], i) => i === 0 || begin === spans[i - 1]![1] + 1)) {
      try {
        const texts = decoder.decode(bytes.subarray(from, to)).split("\n");
        // A quoted field may hold ends of lines.
        if (texts.length === spans.length) return texts;
      } catch {
        // Row by row it is seen which one is no text.
      }
    }
    return spans.map(([from, to]) => decode(bytes.subarray(from, to), at + from));
  };
  const told = delimiter ?? (path.endsWith(".tsv") ? "\t" : undefined);
  const firstLine = async (delimiter: string): Promise<string> => {
    const bytes = await firstRecord(path, delimiter);
    if (bytes !== undefined) return decode(bytes, 0);
    throw new RangeError(`Cannot read ${path} as a table has rows: got an empty file.`);
  };
  // A quoted name may hold the end of a line, and where a quote opens depends on the delimiter.
  const between = told ?? mostOf(await Promise.all(DELIMITERS.map((one) => firstLine(one).catch(() => "")))),
    line = await firstLine(between);
  const options = { delimiter: between, newline: "\n", quoteChar: '"' };
  const one = (text: string): RowFields => {
    const { data, errors } = papa.parse(text, options);
    return errors.length > 0 || data.length !== 1 ? "its quotes must be closed: got one that is not" : data[0]!;
  };
  const names = one(line), width = names.length;
  if (typeof names === "string") throw new RangeError(`Cannot read ${path} as ${names} in its first row.`);
  const columns = header ? names.map((name) => String(name).trim()) : names.map((_, i) => `column${i + 1}`);
  readColumns(path, columns, [], header ? " If the first row is no header, say header: false." : "");
  const checked = (fields: RowFields): RowFields => {
    if (typeof fields === "string") return fields;
    if (fields.length !== width) return `it must have ${width} fields as the first row: got ${fields.length}`;
    const again = header && width > 1 && fields.every((field, i) => String(field).trim() === columns[i]);
    return again ? "it must hold values: got the header once more" : fields;
  };
  const rowsOf = ({ bytes, spans, at }: Records): readonly RowFields[] => {
    const texts = textsOf(bytes, spans, at);
    // Nearly all rows have no quotes, and are cut in a fraction of the time.
    const rows: RowFields[] = texts.map((text) => text.includes('"') ? text : text.split(between));
    const quoted = texts.filter((text) => text.includes('"'));
    if (quoted.length > 0) {
      const { data, errors } = papa.parse(quoted.join("\n"), options);
      // A quote that is not closed would swallow rows: then each is looked at alone.
      const parsed = errors.length === 0 && data.length === quoted.length ? data : quoted.map(one);
      let next = 0;
      for (let i = 0; i < rows.length; i++) if (texts[i]!.includes('"')) rows[i] = parsed[next++]!;
    }
    return rows.map(checked);
  };
  const only = width === 1 && DELIMITERS.find((other) => other !== between && line.includes(other));
  return {
    name: path,
    columns,
    ...only && {
      hint: `The delimiter is ${JSON.stringify(between)}, and the first row has ${JSON.stringify(only)}: try that one.`,
    },
    async *blocks(): AsyncGenerator<RowBlock> {
      let isFirst = header;
      for await (const { bytes, spans: all, at } of records(path, between.charCodeAt(0))) {
        const spans = isFirst ? all.slice(1) : all;
        isFirst = false;
        if (spans.length === 0) continue;
        yield { rows: rowsOf({ bytes, spans, at }), place: [at + spans[0]![0], at + spans.at(-1)![1]] };
      }
    },
    block: async (place) => rowsOf(await recordsAt(path, place, between.charCodeAt(0))),
  };
}

async function firstRecord(path: string, delimiter: string): Promise<Uint8Array | undefined> {
  for await (const { bytes, spans: [span] } of records(path, delimiter.charCodeAt(0))) {
    return span && bytes.subarray(...span);
  }
  return undefined;
}

/** The delimiter that its own first line has most of. */
function mostOf(lines: readonly string[]): string {
  const counts = lines.map((line, i) => line.replaceAll(/"[^"]*"/g, "").split(DELIMITERS[i]!).length);
  return DELIMITERS[counts.indexOf(Math.max(...counts))]!;
}
