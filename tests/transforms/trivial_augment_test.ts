import { assertEquals, assertThrows } from "@std/assert";
import { trivialAugment } from "../../src/transforms/trivial_augment.ts";
import { testAugments } from "./augments.ts";

testAugments("trivialAugment", trivialAugment);

Deno.test("trivialAugment() refuses what is out of range", () => {
  assertEquals(
    assertThrows(() => trivialAugment({ bins: 1 }), RangeError).message,
    "Cannot make trivialAugment as bins must be a whole number of at least 2: got 1.",
  );
});
