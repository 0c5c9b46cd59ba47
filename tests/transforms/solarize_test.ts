import { assertEquals, assertThrows } from "@std/assert";
import { solarize } from "../../src/transforms/solarize.ts";

/** An image of one row. */
const row = (...data: number[]) => ({
  x: { dtype: "uint8", shape: [1, data.length, 1], data: Uint8Array.from(data) },
  y: 0,
});

Deno.test("solarize() changes the images whose number is below the chance", () => {
  assertEquals([...solarize({ threshold: 100, chance: 1 })(row(99, 100, 250), () => 0.9).x.data], [99, 155, 5]);
  assertEquals([...solarize({ threshold: 100, chance: 0.5 })(row(99, 100, 250), () => 0.5).x.data], [99, 100, 250]);
});

Deno.test("solarize() refuses what is out of range", () => {
  assertEquals(
    assertThrows(() => solarize({ threshold: -1 }), RangeError).message,
    "Cannot make solarize as threshold must be a finite number of at least 0: got -1.",
  );
});
