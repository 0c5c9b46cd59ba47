import { assertEquals } from "@std/assert";
import { cstring } from "../../../../src/engines/native/library/cstring.ts";

Deno.test("cstring() ends a text with a zero, in UTF-8", () => {
  assertEquals(Array.from(cstring("aß")), [0x61, 0xc3, 0x9f, 0]);
  assertEquals(Array.from(cstring("")), [0]);
});
