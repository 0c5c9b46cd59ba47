import { assertEquals, assertThrows } from "@std/assert";
import { equalize } from "../../src/transforms/equalize.ts";

Deno.test("equalize() leaves an image alone that has too few pixels for 256 shades", () => {
  const x = { dtype: "uint8", shape: [1, 3, 1], data: Uint8Array.of(7, 8, 9) };
  assertEquals([...equalize()({ x, y: 0 }, () => 0).x.data], [7, 8, 9]);
});

Deno.test("equalize() looks at each channel by itself", () => {
  const data = Uint8Array.from({ length: 2048 }, (_, i) => i % 2 === 0 ? i / 2 % 4 : 9);
  const { x } = equalize()({ x: { dtype: "uint8", shape: [32, 32, 2], data }, y: 0 }, () => 0);
  assertEquals([...x.data.subarray(0, 8)], [0, 9, 85, 9, 171, 9, 255, 9]);
});

Deno.test("equalize() refuses what is out of range", () => {
  const message = "Cannot make equalize as chance must be in [0, 1]: got 3.";
  assertEquals(assertThrows(() => equalize({ chance: 3 }), RangeError).message, message);
});
