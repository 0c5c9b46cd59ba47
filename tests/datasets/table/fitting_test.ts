import { assertEquals } from "@std/assert";
import { table } from "../../../mod.ts";
import { coder } from "../../../src/datasets/table/coder.ts";
import { fitter } from "../../../src/datasets/table/fitting.ts";

/** What is fitted on a column of categories. */
const fittedOn = (fields: readonly (string | null)[], missing: "own" | "mostFrequent" = "own") => {
  const column = { name: "a", at: 0, kind: "category", needed: false } as const;
  const coding = coder([column], new Set()), fitting = fitter(coding, [{ scale: "none", missing, indicator: false }]);
  for (const field of fields) fitting.see(coding.code([field]));
  return fitting.fitted()[0] as { readonly values: Readonly<Record<string, number>>; readonly fill: number };
};

Deno.test("fitter() has categories in one order, whichever row comes first: numbers by size, then other texts", () => {
  const values = { "2": 1, "9": 2, "10": 3, "1a": 4, b: 5 };
  for (const fields of [["10", "1a", "9", "b", "2"], ["b", "2", "10", "1a", "9"], ["1a", "9", "2", "10", "b"]]) {
    assertEquals(fittedOn(fields).values, values);
  }
});

// scikit-learn 1.9: SimpleImputer(strategy="most_frequent").fit([["b"], ["a"], ["b"], ["a"], ["c"]]).statistics_ is ["a"].
Deno.test("fitter() fills with the first of the most frequent categories, as scikit-learn, whichever came first", () => {
  for (const fields of [["b", "a", "b", "a", "c", null], ["a", "b", "c", "b", "a", null]]) {
    assertEquals(fittedOn(fields, "mostFrequent").fill, 1);
  }
});

Deno.test("an order of levels may be written as the fields are, be it with zeros or blanks", async () => {
  const rows = Array.from(
    { length: 12 },
    (_, i) => ({ kind: i % 2 ? "x" : "y", month: `0${1 + i % 3}`, size: "low " }),
  );
  const columns = {
    month: { kind: "ordinal", order: ["03", "02", "01"] },
    size: { kind: "ordinal", order: ["low ", "high"] },
  } as const;
  const { month, size } = (await table({ rows, target: "kind", columns })).fitted.columns;
  assertEquals([month, size].map((column) => (column as { order?: readonly string[] }).order), [
    ...[["3", "2", "1"], ["low", "high"]],
  ]);
  const graded = rows.map(({ kind, month }, i) => ({ a: i, kind, grade: month.replace("0", "") + ".0" }));
  const order = ["3.0", "2.0", "1.0"];
  const data = await table({ rows: graded, target: "grade", columns: { grade: { kind: "ordinal", order } } });
  assertEquals(data.classes, ["3", "2", "1"]);
});
