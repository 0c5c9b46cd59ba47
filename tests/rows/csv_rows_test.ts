import { assertEquals, assertRejects } from "@std/assert";
import { csvRows } from "../../src/rows/csv_rows.ts";

Deno.test("csvRows() hands out fields with their place, and reads them again by it", async () => {
  const path = await Deno.makeTempFile({ suffix: ".csv" });
  await Deno.writeTextFile(path, 'a;b\n1;"x;\ny"\n2\na;b\n');
  const reader = await csvRows(path, { header: true }), blocks = await Array.fromAsync(reader.blocks());
  assertEquals(reader.columns, ["a", "b"]);
  assertEquals(blocks.flatMap(({ rows }) => rows), [
    ["1", "x;\ny"],
    "it must have 2 fields as the first row: got 1",
    "it must hold values: got the header once more",
  ]);
  assertEquals(await reader.block(blocks[0]!.place), blocks[0]!.rows);
  await Deno.writeTextFile(path, "a,a\n");
  await assertRejects(() => csvRows(path, { header: true }), RangeError, 'got "a" twice');
  await Deno.remove(path);
});

Deno.test("csvRows() finds the delimiter where a quoted name holds the end of a line, or other delimiters", async () => {
  const path = await Deno.makeTempFile({ suffix: ".csv" }), names = ["id", "how old,\n in years", "kind"];
  const quoted = names.map((name) => /[,;|\t\n]/.test(name) ? `"${name}"` : name);
  for (const between of [",", ";", "|", "\t"]) {
    await Deno.writeTextFile(path, [quoted, ["1", "2", "x"]].map((row) => row.join(between)).join("\r\n"));
    const reader = await csvRows(path, { header: true }), [block] = await Array.fromAsync(reader.blocks());
    assertEquals([reader.columns, block!.rows], [names, [["1", "2", "x"]]], JSON.stringify(between));
  }
  await Deno.writeTextFile(path, "");
  await assertRejects(() => csvRows(path, { header: true }), RangeError, "as a table has rows: got an empty file.");
  await Deno.remove(path);
});
