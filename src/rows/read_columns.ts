/** What a reader of rows says of its columns. */
import { visible } from "../terminal/visible.ts";
import type { RowReader } from "./row_reader.ts";

/**
 * The columns that are read, and those that are not.
 *
 * @param path Of the file.
 * @param columns The names of those that are read.
 * @param left What else there is, with its kind.
 * @param hint What may be done where two have one name.
 * @throws {RangeError} If two have one name.
 *
 * @example
 * ```ts
 * import { assertEquals, assertThrows } from "@std/assert";
 * import { readColumns } from "./read_columns.ts";
 *
 * assertEquals(readColumns("a.csv", ["a", "b"]), { columns: ["a", "b"] });
 * assertThrows(() => readColumns("a.csv", ["a", "a"]), RangeError, 'must have a name of its own: got "a" twice.');
 * ```
 */
export function readColumns(
  path: string,
  columns: readonly string[],
  left: readonly string[] = [],
  hint = "",
): Pick<RowReader, "columns" | "left" | "hint"> {
  const twice = columns.find((name, i) => columns.indexOf(name) < i);
  if (twice !== undefined) {
    throw new RangeError(
      visible(
        `Cannot read ${path} as each column must have a name of its own: got ${JSON.stringify(twice)} twice.${hint}`,
      ),
    );
  }
  if (left.length === 0) return { columns };
  return { columns, left, hint: `Columns of numbers, texts and answers are read, and not ${left.join(", ")}.` };
}
