/** Files of Parquet that pyarrow wrote (make_tables.py). */
import { assertEquals } from "@std/assert";
import { parquetRows } from "../../../src/datasets/table/parquet_rows.ts";

const folder = new URL("./", import.meta.url).pathname;

Deno.test("parquetRows() reads LZ4 where a group of rows has no value of a column", async () => {
  const reader = await parquetRows(`${folder}gaps_lz4.parquet`), blocks = await Array.fromAsync(reader.blocks());
  assertEquals(blocks.flatMap(({ rows }) => rows), [
    ...[[1.5, "x", null], [null, "y", null], [null, "x", null]],
    ...[[null, "y", null], [2.5, "x", null], [3.5, "y", null]],
  ]);
  assertEquals(await reader.block(blocks[1]!.place), blocks[1]!.rows);
});
