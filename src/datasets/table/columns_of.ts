/** What a table holds, before anything is made of it. */
import { ask } from "../../download/ask.ts";
import type { ColumnFacts } from "./columns.ts";
import type { TableRows } from "./open_rows.ts";

/**
 * What each column of a table holds: its kind, missing values, how many different ones there are. Reads all rows once, in bounded
 * memory.
 *
 * @param given The path of a file, as `table` takes it, or rows.
 * @throws {RangeError} If it is empty.
 * @throws {Deno.errors.NotFound} If there is no such file.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { columnsOf } from "jsr:@raptor/raptor";
 *
 * const { mm, island } = await columnsOf([{ mm: 1.5, island: "Dream" }, { mm: 2, island: null }, { mm: 3, island: "Biscoe" }]);
 * assertEquals(mm, { kind: "number", missing: 0, distinct: 3, whole: false });
 * assertEquals(island, { kind: "category", missing: 1, distinct: 2, whole: false });
 * ```
 */
export async function columnsOf(given: string | TableRows): Promise<Readonly<Record<string, ColumnFacts>>> {
  // Most runs read no table.
  const { MISSING_VALUES, survey } = await import("./columns.ts"), { openRows } = await import("./open_rows.ts");
  if (typeof given === "string") await ask({ name: "read", path: given }, `read the table ${given}`);
  const reader = await openRows(given, { header: true });
  return Object.fromEntries((await survey(reader, new Set(MISSING_VALUES))).facts);
}
