import { assertEquals, assertThrows } from "@std/assert";
import { centerCrop } from "../../src/transforms/center_crop.ts";
import { pattern } from "./pattern.ts";

Deno.test("centerCrop() cuts where torchvision does", () => {
  // torchvision 0.29: where CenterCrop(size) begins in an image of height x width
  for (
    const [height, width, size, top, left] of [[6, 9, 3, 2, 3], [7, 8, 3, 2, 2], [5, 5, 2, 2, 2], [
      4,
      7,
      4,
      0,
      2,
    ]] as const
  ) {
    const from = pattern(height, width), to = new Uint8Array(size * size * 3);
    centerCrop({ size }).pixels!.apply(from, to, [height, width, 3], () => 0);
    const rows = Array.from({ length: size }, (_, y) => {
      const start = ((top + y) * width + left) * 3;
      return [...from.subarray(start, start + size * 3)];
    });
    assertEquals([...to], rows.flat());
  }
});

Deno.test("centerCrop() refuses a window that does not fit, or is none", () => {
  assertEquals(
    assertThrows(() => centerCrop({ size: 224 }).pixels!.outputShape([200, 300, 3]), RangeError).message,
    "Cannot crop images as the window must fit into the image: got 224 pixels out of 200 x 300. " +
      "Put resize({ size: 224 }) or a larger one before it.",
  );
  const size = "Cannot crop images as size must be 1 pixel or more: got 1.5. A usual size is 224.";
  assertThrows(() => centerCrop({ size: 1.5 }), RangeError, size);
});
