import { assertEquals, assertRejects } from "@std/assert";
import { sqliteRows } from "../../../src/datasets/table/sqlite_rows.ts";

const birds = new URL("birds.sqlite", import.meta.url).pathname;

Deno.test("sqliteRows() refuses two columns of one name, of which the last would stand for both", async () => {
  const twice = "SELECT a.island, b.island FROM birds a JOIN birds b";
  await assertRejects(
    () => sqliteRows(birds, twice),
    RangeError,
    'as each column must have a name of its own: got "island" twice. Give one another by AS.',
  );
  assertEquals((await sqliteRows(birds, twice.replace("FROM", "AS other FROM"))).columns, ["island", "other"]);
});
