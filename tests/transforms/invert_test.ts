import { assertEquals, assertThrows } from "@std/assert";
import { invert } from "../../src/transforms/invert.ts";

/** An image of one row. */
const row = (...data: number[]) => ({
  x: { dtype: "uint8", shape: [1, data.length, 1], data: Uint8Array.from(data) },
  y: 0,
});

Deno.test("invert() changes the images whose number is below the chance", () => {
  assertEquals([...invert({ chance: 1 })(row(0, 55), () => 0.9).x.data], [255, 200]);
  assertEquals([...invert({ chance: 0.5 })(row(0, 55), () => 0.5).x.data], [0, 55]);
});

Deno.test("invert() refuses what is out of range", () => {
  assertEquals(
    assertThrows(() => invert({ chance: 2 }), RangeError).message,
    "Cannot make invert as chance must be in [0, 1]: got 2.",
  );
});
