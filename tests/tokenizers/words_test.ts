import { assertEquals, assertThrows } from "@std/assert";
import { words } from "../../mod.ts";

Deno.test("words() keeps the most frequent ones, of equals the first, and none that is rarer than asked", () => {
  const from = ["b a c b", "a b d d"];
  assertEquals(words({ from }).entries, ["[PAD]", "[UNK]", "b", "a", "d", "c"]);
  assertEquals(words({ from, most: 4 }).entries, ["[PAD]", "[UNK]", "b", "a"]);
  assertEquals(words({ from, least: 2 }).entries, ["[PAD]", "[UNK]", "b", "a", "d"]);
});

Deno.test("words() tells words from signs in any script, and keeps capital letters where it is told so", () => {
  const { entries } = words({ from: ["Don't stop: naïve Лиса, 3 狐!"] });
  assertEquals(entries.slice(2).toSorted(), ["!", ",", "3", ":", "don't", "naïve", "stop", "лиса", "狐"]);
  const { encode, idOf } = words({ from: ["A a"], lowerCase: false });
  assertEquals([[...encode("A a b")], idOf("[PAD]"), idOf("b")], [[2, 3, 1], 0, undefined]);
});

Deno.test("words() is made again of its entries, and refuses neither or both", () => {
  const one = words({ from: ["the cat"] }), again = words({ entries: one.entries });
  assertEquals([...again.encode("The dog")], [...one.encode("The dog")]);
  assertThrows(() => words({}), TypeError, "Cannot make words as it takes texts or entries: got neither.");
  assertThrows(() => words({ from: [], entries: [] }), TypeError, "texts or entries: got both.");
  assertThrows(
    () => words({ from: ["a"], least: 0 }),
    RangeError,
    "least must be a whole number of at least 1: got 0.",
  );
});
