import { assertEquals, assertThrows } from "@std/assert";
import { warpingOf } from "../../src/pixels/warping.ts";

Deno.test("warpingOf() takes a byte for all channels, or one for each", () => {
  assertEquals(warpingOf("a", { method: "bilinear", fill: [1, 2, 3], maskFill: 255 }).fill, [1, 2, 3]);
  assertThrows(() => warpingOf("a", { method: "bilinear", fill: [-1], maskFill: 0 }), RangeError, "fill[0]");
});
