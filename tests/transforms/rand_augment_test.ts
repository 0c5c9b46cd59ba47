import { assertEquals, assertThrows } from "@std/assert";
import { randAugment } from "../../src/transforms/rand_augment.ts";
import { testAugments } from "./augments.ts";

testAugments("randAugment", randAugment);

Deno.test("randAugment() refuses what is out of range", () => {
  assertEquals(
    assertThrows(() => randAugment({ magnitude: 31 }), RangeError).message,
    "Cannot make randAugment as magnitude must be below bins: got 31 of 31.",
  );
});
