import { assertEquals } from "@std/assert";
import { bytes } from "../../mod.ts";

Deno.test("bytes() takes every text there is, and gives it back", () => {
  const { encode, decode, idOf } = bytes();
  for (const text of ["", "plain\n", "\ufeffnaïve 狐 🦊\u0000"]) assertEquals(decode(encode(text)), text);
  assertEquals([decode([0xff, 65]), idOf("\n"), idOf("é"), idOf("ab")], ["\ufffdA", 10, undefined, undefined]);
});
