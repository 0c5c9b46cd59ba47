import { assertEquals, assertThrows } from "@std/assert";
import { sharpness } from "../../src/transforms/sharpness.ts";

Deno.test("sharpness() leaves images alone that have no inside", () => {
  const x = { dtype: "uint8", shape: [2, 2, 1], data: Uint8Array.of(3, 200, 5, 9) };
  assertEquals(sharpness({ factor: 2 })({ x, y: 0 }, () => 0).x.data, x.data);
});

Deno.test("sharpness() refuses a factor below 0", () => {
  const message = "Cannot make sharpness as factor must be a finite number of at least 0: got -1.";
  assertEquals(assertThrows(() => sharpness({ factor: -1 }), RangeError).message, message);
});
