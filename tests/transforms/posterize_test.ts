import { assertEquals, assertThrows } from "@std/assert";
import { posterize } from "../../src/transforms/posterize.ts";

/** An image of one row. */
const row = (...data: number[]) => ({
  x: { dtype: "uint8", shape: [1, data.length, 1], data: Uint8Array.from(data) },
  y: 0,
});

Deno.test("posterize() changes the images whose number is below the chance", () => {
  assertEquals([...posterize({ bits: 2, chance: 1 })(row(63, 64, 255), () => 0.9).x.data], [0, 64, 192]);
  assertEquals([...posterize({ bits: 2, chance: 0.5 })(row(63, 64, 255), () => 0.5).x.data], [63, 64, 255]);
});

Deno.test("posterize() refuses what is out of range", () => {
  assertEquals(
    assertThrows(() => posterize({ bits: 9 }), RangeError).message,
    "Cannot make posterize as bytes have 8 bits: got 9. A usual number is 4.",
  );
});
