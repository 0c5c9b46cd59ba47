import { assertEquals, assertThrows } from "@std/assert";
import { characters } from "../../mod.ts";

Deno.test("characters() numbers code points by their order, and is made again of its entries", () => {
  const one = characters({ from: "ba🦊a\n" }), again = characters({ from: one.entries });
  assertEquals(one.entries, ["\n", "a", "b", "🦊"]);
  assertEquals([...again.encode("🦊ab")], [3, 1, 2]);
  assertEquals([again.decode([3, 1, 2]), again.idOf("b"), again.idOf("c")], ["🦊ab", 2, undefined]);
});

Deno.test("characters() refuses what it does not know, or has one stand for it", () => {
  const text = 'Cannot encode a text as its characters must be among those known: got "x".';
  assertThrows(() => characters({ from: "ab" }).encode("ax"), RangeError, text);
  assertEquals([...characters({ from: ["?", "a"], unknown: "?" }).encode("ax")], [1, 0]);
  assertThrows(() => characters({ from: "" }), RangeError, "as there must be at least one: got none.");
  assertThrows(() => characters({ from: ["a", "a"] }), RangeError, "as each must be there once: got one twice.");
  assertThrows(() => characters({ from: "a", unknown: "?" }), RangeError, 'as unknown must be one of them: got "?".');
});
