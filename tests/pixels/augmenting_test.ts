import { assertEquals } from "@std/assert";
import { augmenting, FOURTEEN, magnitudeOf, USUAL } from "../../src/pixels/augmenting.ts";

Deno.test("magnitudeOf() is torchvision's at 9 of 30", () => {
  const told = FOURTEEN.map((name) =>
    Math.round(1e4 * magnitudeOf(name, 9 / 30, [100, 50, 3], USUAL, () => 0.9)) / 1e4
  );
  // RandAugment._AUGMENTATION_SPACE of torchvision 0.29; what has no magnitude does not look at it.
  assertEquals(told.slice(1, 12), [0.09, 0.09, 6.7976, 13.5952, 9, 0.27, 0.27, 0.27, 0.27, 7, 0.7]);
});

Deno.test("augmenting() solarizes bytes that are just as light as the threshold, as torchvision", () => {
  // RandAugment()._apply_image_or_video_transform(image, "Solarize", torch.linspace(1, 0, 31)[8], None, {}) of torchvision 0.28.
  const magnitude = magnitudeOf("solarize", 8 / 30, [1, 3, 1], USUAL, () => 0), image = new Uint8Array(3);
  const step = augmenting(() => [{ operation: "solarize", magnitude }], { method: "nearest", fill: 0, maskFill: 0 });
  step.apply(Uint8Array.of(186, 187, 188), image, [1, 3, 1], () => 0);
  assertEquals([...image], [186, 68, 67]);
});
