import { assertEquals, assertThrows } from "@std/assert";
import { autoAugment } from "../../src/transforms/auto_augment.ts";
import { testAugments } from "./augments.ts";

testAugments("autoAugment", autoAugment);

Deno.test("autoAugment() refuses what is out of range", () => {
  assertEquals(
    assertThrows(() => autoAugment({ policy: "coco" as "svhn" }), RangeError).message,
    "Cannot make autoAugment as policy must be one of imagenet, cifar10, svhn: got coco.",
  );
});
