import { assertEquals, assertThrows } from "@std/assert";
import { between, boundsOf, sidesOf } from "../../src/pixels/one_or_two.ts";

Deno.test("boundsOf() takes a number or two, and refuses all else", () => {
  assertEquals(boundsOf("a", "b", [1, 2], (x) => [x, x]), [1, 2]);
  for (const bad of [[2, 1], [1], NaN, [0, Infinity]]) {
    assertThrows(
      () => boundsOf("a", "b", bad as never, (x) => [x, x]),
      RangeError,
      "Cannot make a as b must be a number or two",
    );
  }
});

Deno.test("between() goes from the least to the largest", () => {
  assertEquals([0, 0.25].map((drawn) => between([2, 6], () => drawn)), [2, 3]);
});

Deno.test("sidesOf() refuses what is no size", () => {
  for (const bad of [0, 1.5, [1], [2, 0], [1, 2, 3]]) {
    assertThrows(() => sidesOf("crop images", bad as never, "Hint."), RangeError, "must be 1 pixel or more: got ");
  }
});
