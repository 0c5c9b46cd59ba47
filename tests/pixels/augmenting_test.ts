import { assertEquals } from "@std/assert";
import { FOURTEEN, magnitudeOf, USUAL } from "../../src/pixels/augmenting.ts";

Deno.test("magnitudeOf() is torchvision's at 9 of 30", () => {
  const told = FOURTEEN.map((name) =>
    Math.round(1e4 * magnitudeOf(name, 9 / 30, [100, 50, 3], USUAL, () => 0.9)) / 1e4
  );
  // RandAugment._AUGMENTATION_SPACE of torchvision 0.29; what has no magnitude does not look at it.
  assertEquals(told.slice(1, 12), [0.09, 0.09, 6.7976, 13.5952, 9, 0.27, 0.27, 0.27, 0.27, 7, 0.7]);
});
