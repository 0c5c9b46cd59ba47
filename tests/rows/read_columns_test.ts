import { assertEquals, assertThrows } from "@std/assert";
import { readColumns } from "../../src/rows/read_columns.ts";

Deno.test("readColumns() says what is not read, and refuses two columns of one name with what may be done", () => {
  assertEquals(readColumns("a.parquet", ["a"], ["b (LIST)"]), {
    columns: ["a"],
    left: ["b (LIST)"],
    hint: "Columns of numbers, texts and answers are read, and not b (LIST).",
  });
  assertThrows(() => readColumns("a.csv", ["b", "a", "a"], [], " Rename it."), RangeError, 'got "a" twice. Rename it.');
  // JSON leaves these as they are, and a terminal obeys them.
  assertThrows(() => readColumns("a.csv", ["\x9b2J", "\x9b2J"]), RangeError, 'got "\\x9b2J" twice.');
});
