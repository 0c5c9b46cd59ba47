import { assertEquals, assertStrictEquals } from "@std/assert";
import { copyOf } from "../../src/loading/copy_of.ts";

Deno.test("copyOf() copies the part of a memory that a sample lies in, in its own type, however deep", () => {
  const shared = new Int32Array(new SharedArrayBuffer(400)).fill(7), data = shared.subarray(2, 4);
  const boxes = { dtype: "int32" as const, shape: [2], data };
  const copy = copyOf({ x: "a word", y: { boxes, more: { score: 0.5 } } });
  data.fill(0);
  assertEquals([copy.x, copy.y.boxes.data.join(), copy.y.boxes.shape, copy.y.more], ["a word", "7,7", [2], {
    score: 0.5,
  }]);
  assertEquals(copy.y.boxes.data.buffer.byteLength, 8);
});

Deno.test("copyOf() leaves what is no field as it is, for whoever says what is wrong with it", () => {
  const list = [1, 2], when = new Date(0), copy = copyOf({ x: list, y: { when, none: null } });
  assertStrictEquals(copy.x, list);
  assertStrictEquals(copy.y.when, when);
  assertEquals(copy.y.none, null);
});
