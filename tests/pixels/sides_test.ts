import { assertThrows } from "@std/assert";
import { sidesOf } from "../../src/pixels/sides.ts";

Deno.test("sidesOf() refuses what is no size", () => {
  for (const bad of [0, 1.5, [1], [2, 0], [1, 2, 3]]) {
    assertThrows(() => sidesOf("crop images", bad as never, "Hint."), RangeError, "must be 1 pixel or more: got ");
  }
});
