import { assertEquals } from "@std/assert";
import { jsonRows } from "../../../src/datasets/table/json_rows.ts";

const rowsOf = async (text: string) => {
  const path = await Deno.makeTempFile({ suffix: ".jsonl" });
  await Deno.writeTextFile(path, text);
  const rows = (await Array.fromAsync((await jsonRows(path)).blocks())).flatMap(({ rows }) => rows);
  await Deno.remove(path);
  return rows;
};

Deno.test("jsonRows() keeps all digits of whole numbers, and reads fractions as they are", async () => {
  const rows = await rowsOf('{"a":9007199254740993,"b":0.1234567890123456789}\n{"a":-12345678901234567890,"b":1e20}\n');
  assertEquals(rows, [[9007199254740993n, 0.1234567890123456789], [-12345678901234567890n, 1e20]]);
  assertEquals(await rowsOf('{"a":1234567890123456,"b":"9007199254740993"}\n'), [[
    1234567890123456,
    "9007199254740993",
  ]]);
});

Deno.test("jsonRows() says what is no JSON of a line, as NaN is none", async () => {
  const [, odd, list] = await rowsOf('{"a":1}\n{"a":NaN}\n[1]\n');
  assertEquals(String(odd).startsWith("it must be a JSON object: got Unexpected token 'N'"), true, String(odd));
  assertEquals(list, "it must be a JSON object: got something else");
});
