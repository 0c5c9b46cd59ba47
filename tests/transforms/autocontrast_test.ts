import { assertEquals, assertThrows } from "@std/assert";
import { autocontrast } from "../../src/transforms/autocontrast.ts";

/** An image of one row. */
const row = (...data: number[]) => ({
  x: { dtype: "uint8", shape: [1, data.length, 1], data: Uint8Array.from(data) },
  y: 0,
});

Deno.test("autocontrast() changes the images whose number is below the chance", () => {
  assertEquals([...autocontrast({ chance: 1 })(row(50, 100, 150), () => 0.9).x.data], [0, 127, 255]);
  assertEquals([...autocontrast({ chance: 0.5 })(row(50, 100, 150), () => 0.5).x.data], [50, 100, 150]);
});

Deno.test("autocontrast() refuses what is out of range", () => {
  assertEquals(
    assertThrows(() => autocontrast({ chance: -1 }), RangeError).message,
    "Cannot make autocontrast as chance must be in [0, 1]: got -1.",
  );
});
