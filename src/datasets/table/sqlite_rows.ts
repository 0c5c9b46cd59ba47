/** Rows of a table of an SQLite database, by `node:sqlite`. */
import { readColumns } from "../../rows/read_columns.ts";
import type { RowBlock, RowReader } from "../../rows/row_reader.ts";
import { reasonOf, visible } from "../../terminal/visible.ts";

/** Most rows of a block. */
const MOST = 10_000;

/**
 * Opens a database for reading.
 *
 * @param path The file.
 * @param query A `SELECT`, or the name of a table or view. Default the only one there is.
 * @throws {RangeError} If it is no database, there is not one table, or two columns have one name.
 * @throws {TypeError} If the query is none.
 */
export async function sqliteRows(path: string, query: string | undefined): Promise<RowReader> {
  // It opens a file that is not there as an empty one.
  await Deno.stat(path);
  // Rarely needed.
  const { DatabaseSync } = await import("node:sqlite");
  const open = () => new DatabaseSync(path, { readOnly: true });
  const list = (): string[] => {
    const database = open();
    try {
      const names = database.prepare(
        "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite_%'",
      );
      return names.all().map(({ name }) => String(name));
    } catch (cause) {
      throw new RangeError(`Cannot read ${path} as it must be a database of SQLite: got another file.`, { cause });
    } finally {
      database.close();
    }
  };
  const names = list(), [only] = names;
  if (query === undefined && names.length !== 1) {
    throw new RangeError(
      `Cannot read ${path} as it must have one table, or a query must say which: got ${
        visible(names.join(", ")) || "none"
      }.` +
        (names.length === 0 ? "" : ` Say query: ${visible(JSON.stringify(only))}.`),
    );
  }
  const sql = query === undefined || names.includes(query)
    ? `SELECT * FROM "${(query ?? only!).replaceAll('"', '""')}"`
    : query;
  const columnsOf = (): string[] => {
    const database = open();
    try {
      return database.prepare(sql).columns().map(({ name }) => name);
    } catch (cause) {
      const got = cause instanceof Error ? cause.message : String(cause);
      throw new TypeError(`Cannot read ${path} as query must be a table or a SELECT: got ${sql} (${got}).`, { cause });
    } finally {
      database.close();
    }
  };
  const columns = columnsOf();
  readColumns(path, columns, [], " Give one another by AS.");
  const fieldsOf = (record: unknown) => columns.map((name) => (record as Record<string, unknown>)[name]);
  const asked = (database: InstanceType<typeof DatabaseSync>, sql: string) => {
    const statement = database.prepare(sql);
    // Whole numbers beyond 2 ** 53 are refused else.
    statement.setReadBigInts(true);
    return statement;
  };
  const sizeIn = (database: InstanceType<typeof DatabaseSync>): number => {
    try {
      return Number(database.prepare(`SELECT count(*) AS size FROM (${sql})`).get()!.size);
    } catch (cause) {
      throw new RangeError(`Cannot read ${path} as it must be a whole database of SQLite: got ${reasonOf(cause)}.`, {
        cause,
      });
    }
  };
  return {
    name: path,
    columns,
    async *blocks(): AsyncGenerator<RowBlock> {
      const database = open();
      try {
        let rows: unknown[][] = [], from = 0;
        for (const record of asked(database, sql).iterate()) {
          rows.push(fieldsOf(record));
          if (rows.length < MOST) continue;
          yield { rows, place: [from, from += rows.length] };
          rows = [];
        }
        // Where a row cannot be read there are no more rows, and no error.
        const size = sizeIn(database), read = from + rows.length;
        if (read !== size) {
          throw new RangeError(
            `Cannot read ${path} as it must hold ${size} rows: got ${read}. Ask SQLite: PRAGMA integrity_check.`,
          );
        }
        if (rows.length > 0) yield { rows, place: [from, read] };
      } finally {
        database.close();
      }
    },
    block([from, to]) {
      const database = open();
      try {
        const some = asked(database, `SELECT * FROM (${sql}) LIMIT ${to - from} OFFSET ${from}`);
        return Promise.resolve(some.all().map(fieldsOf));
      } finally {
        database.close();
      }
    },
  };
}
