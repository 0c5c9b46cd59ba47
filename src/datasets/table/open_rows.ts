/** What reads the rows of a file, by the end of its name, or those that are at hand. */
import { nearest } from "../../options/odd_option.ts";
import { requireFile } from "../../files/require_file.ts";
import { type CsvReading, csvRows } from "../../rows/csv_rows.ts";
import { arrowRows } from "./arrow_rows.ts";
import { jsonRows, recordRows } from "./json_rows.ts";
import { parquetRows } from "./parquet_rows.ts";
import type { RowReader } from "../../rows/row_reader.ts";
import { sqliteRows } from "./sqlite_rows.ts";
import { visible } from "../../terminal/visible.ts";

/** Rows at hand: a record each, of numbers, texts, truth values, and null where a value is missing. */
export type TableRows = readonly Readonly<Record<string, unknown>>[];

/** How a file is read. */
export interface Reading extends CsvReading {
  /** Of a database: what is selected, or the name of a table. Default the only table. */
  readonly query?: string | undefined;
}

const JSON_LINES = /\.(jsonl|ndjson)$/i, PARQUET = /\.(parquet|pq)$/i, SQLITE = /\.(db|sqlite3?)$/i;
const ARROW = /\.(arrows?|feather|ipc)$/i, OTHERS = /\.(xlsx?|zip|gz|json)$/i;

/**
 * Opens them.
 *
 * @param given The path of a file, or rows.
 * @throws {TypeError} If it is neither, or a file of another format.
 * @throws {Deno.errors.NotFound} If there is no such file.
 */
export async function openRows(given: string | TableRows, reading: Reading): Promise<RowReader> {
  if (Array.isArray(given)) return recordRows(given, "the rows");
  if (typeof given !== "string") {
    throw new TypeError(`Cannot read a table as it must be a path or a list of records: got ${typeof given}.`);
  }
  const [, other] = OTHERS.exec(given) ?? [];
  if (other !== undefined) {
    throw new TypeError(
      `Cannot read ${given} as a table is a file of CSV, TSV, JSON lines, Parquet, Arrow or SQLite: got ${other}. ` +
        "Save it as one of these, or hand its rows over as records.",
    );
  }
  await requireFile(given);
  if (JSON_LINES.test(given)) return await jsonRows(given);
  if (PARQUET.test(given)) return await parquetRows(given);
  if (ARROW.test(given)) return await arrowRows(given);
  if (SQLITE.test(given)) return await sqliteRows(given, reading.query);
  return await csvRows(given, reading);
}

/**
 * The same rows with the columns of another table, by their names.
 *
 * @param columns Those that are wanted.
 * @param needed Those of them that must be there; others are missing in each row.
 * @throws {TypeError} If one is not there.
 */
export function aligned(reader: RowReader, columns: readonly string[], needed: readonly string[]): RowReader {
  const places = columns.map((name) => reader.columns.indexOf(name));
  const absent = needed.find((name) => !reader.columns.includes(name));
  if (absent !== undefined) {
    const near = nearest(absent, reader.columns), hint = near === undefined ? reader.hint : `Did you mean ${near}?`;
    throw new TypeError(
      `Cannot read ${reader.name} as it must have the column ${absent}: got ${visible(reader.columns.join(", "))}.` +
        (hint === undefined ? "" : ` ${hint}`),
    );
  }
  const turned = (fields: readonly unknown[] | string) =>
    typeof fields === "string" ? fields : places.map((at) => fields[at]);
  return {
    ...reader,
    columns,
    async *blocks() {
      for await (const block of reader.blocks()) yield { ...block, rows: block.rows.map(turned) };
    },
    block: async (place) => (await reader.block(place)).map(turned),
  };
}
