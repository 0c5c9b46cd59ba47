import { assertEquals } from "@std/assert";
import { packed, unpacked } from "../../../src/runner/ranks/packed.ts";

Deno.test("packed() keeps arrays, numbers that are not finite, and nothing at all", () => {
  const value = {
    a: { data: Float32Array.of(1, NaN), shape: [2] },
    b: Int32Array.of(7),
    c: [Infinity, "x", null],
    d: Uint8Array.of(1),
  };
  assertEquals(unpacked(packed(value)), value);
  assertEquals(unpacked(packed(undefined)), undefined);
});
