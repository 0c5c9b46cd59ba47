import { assertEquals } from "@std/assert";
import { isRecord } from "../../src/options/is_record.ts";

Deno.test("isRecord() takes what has names, with any prototype, and neither null, lists nor plain values", () => {
  const records = [{}, { a: 1 }, Object.create(null), new Map(), JSON.parse('{"__proto__": 1}')];
  assertEquals(records.map(isRecord), records.map(() => true));
  const others = [null, undefined, [], [{}], "a", 1, true, () => {}];
  assertEquals(others.map(isRecord), others.map(() => false));
});
