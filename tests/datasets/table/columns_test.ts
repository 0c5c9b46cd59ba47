import { assertEquals } from "@std/assert";
import { columnsOf, table } from "../../../mod.ts";
import { MISSING_VALUES, numberOf, textOf } from "../../../src/datasets/table/columns.ts";

// Python: sorted(pandas._libs.parsers.STR_NA_VALUES), of pandas 3.0.
const PANDAS =
  '["", "#N/A", "#N/A N/A", "#NA", "-1.#IND", "-1.#QNAN", "-NaN", "-nan", "1.#IND", "1.#QNAN", "<NA>", "N/A", ' +
  '"NA", "NULL", "NaN", "None", "n/a", "nan", "null"]';

Deno.test("what stands for a missing value is what pandas takes for one, and a question mark", () => {
  assertEquals(MISSING_VALUES.toSorted(), [...JSON.parse(PANDAS), "?"].toSorted());
});

const rowsOf = (row: (i: number) => object) =>
  Array.from({ length: 12 }, (_, i) => ({ kind: i % 2 ? "x" : "y", ...row(i) }));

Deno.test("numberOf() takes what a number can hold, and nothing that is too large for one", () => {
  assertEquals(["1e3", " 2 ", "1e400", "-1e999", Infinity, 5n].map(numberOf), [
    ...[1000, 2, undefined, undefined, undefined, 5],
  ]);
});

Deno.test("textOf() writes numbers one way, and whole ones that a number cannot hold as they stand", () => {
  assertEquals(["3.0", 3, 3n, " a ", true].map(textOf), ["3", "3", "3", "a", "true"]);
  assertEquals(["9007199254740993", 2n ** 60n + 1n].map(textOf), ["9007199254740993", "1152921504606846977"]);
});

Deno.test("categories that are long numbers stay apart, as classes do", async () => {
  const rows = rowsOf((i) => ({ id: 2n ** 60n + BigInt(i % 3), of: `1234567890123456${780 + i % 2}` }));
  const { fitted } = await table({ rows, target: "kind", columns: { id: "category", of: "category" } });
  const ids = ["1152921504606846976", "1152921504606846977", "1152921504606846978"];
  assertEquals(fitted.columns, {
    id: { kind: "category", values: Object.fromEntries(ids.map((id, i) => [id, i + 1])), fill: 0 },
    of: { kind: "category", values: { "1234567890123456780": 1, "1234567890123456781": 2 }, fill: 0 },
  });
  const classed = await table({ rows: rowsOf((i) => ({ a: i, id: 2n ** 60n + BigInt(i % 3) })), target: "id" });
  assertEquals(classed.classes, ids);
});

Deno.test("a column of lists or records is left out, and why is told", async () => {
  const rows = rowsOf((i) => ({ a: i, tags: i === 0 ? null : [i % 3], of: { b: 1 } }));
  const { tags, of } = await columnsOf(rows);
  assertEquals([tags!.kind, tags!.why, of!.why], ["ignore", ...Array(2).fill("it holds lists, records or bytes")]);
  assertEquals((await table({ rows, target: "kind" })).sizes.numbers, 1);
});

Deno.test("the index that pandas writes beside the columns is no input, but where it is asked for", async () => {
  // frame.sample(frac=1).to_parquet("a.parquet") has this column.
  const rows = rowsOf((i) => ({ a: i * i, __index_level_0__: i }));
  const data = await table({ rows, target: "kind" });
  assertEquals(Object.keys(data.fitted.columns), ["a"]);
  assertEquals(data.news!(), ["Left out of the inputs of the rows: __index_level_0__ (it is the index of pandas)."]);
  const asked = await table({ rows, target: "kind", columns: { __index_level_0__: "number" } });
  assertEquals(asked.sizes.numbers, 2);
});
