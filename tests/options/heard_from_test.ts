import { assertEquals, assertThrows } from "@std/assert";
import { heardFrom, isShape, usualOf } from "../../src/options/heard_from.ts";
import { isRecord } from "../../src/options/is_record.ts";

const read = (bytes: Uint8Array) => heardFrom(2, bytes, "an object", isRecord);

Deno.test("heardFrom() takes what it is told to, and names the rank for all else, without its words", () => {
  assertEquals(read(new TextEncoder().encode('{"a":1}')), { a: 1 });
  const odd = ["", "{", "[1]", "null", "3", '"\u001b[2J"'].map((text) => new TextEncoder().encode(text));
  for (const bytes of [...odd, Uint8Array.of(0xff, 0xfe), new Uint8Array(9)]) {
    const { message } = assertThrows(() => read(bytes), Error, "Cannot go on as rank 2 must say an object: got ");
    assertEquals(message.includes("\u001b"), false);
  }
});

Deno.test("isShape() takes whole lengths of what memory holds", () => {
  assertEquals([[], [0, 3], [2, 4]].map(isShape), [true, true, true]);
  const odd = [[-1], [1.5], ["2"], [NaN], [2 ** 20, 2 ** 20], null, "2,3", { length: 1 }];
  assertEquals(odd.map(isShape), odd.map(() => false));
});

Deno.test("usualOf() is what most say, and what this one says where as many say another thing", () => {
  assertEquals(usualOf(["a", "b", "b"], "a"), "b");
  assertEquals([usualOf(["a", "b"], "a"), usualOf(["a", "b"], "b")], ["a", "b"]);
});
