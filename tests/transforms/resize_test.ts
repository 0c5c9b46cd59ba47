import { assertEquals, assertThrows } from "@std/assert";
import { resize } from "../../src/transforms/resize.ts";
import { pattern } from "./pattern.ts";

Deno.test("resize() gives the bytes of torchvision's Resize on Pillow, smaller and larger", () => {
  const smaller = new Uint8Array(36);
  resize({ size: 3 }).pixels!.apply(pattern(5, 7), smaller, [5, 7, 3], () => 0);
  // torchvision 0.29 on Pillow 12.3: Resize(3)
  const truth = [86, 101, 111, 145, 129, 130, 130, 101, 115, 149, 159, 174, 104, 119, 127, 125, 145, 120];
  truth.push(108, 119, 133, 167, 148, 118, 122, 130, 142, 141, 90, 110, 126, 137, 151, 110, 138, 135);
  assertEquals([...smaller], truth);
  const larger = new Uint8Array(7 * 6 * 3);
  resize({ size: 6 }).pixels!.apply(pattern(5, 4), larger, [5, 4, 3], () => 0);
  // The same: Resize(6), the last 30 bytes
  const end = [71, 191, 96, 84, 133, 109, 115, 128, 140, 143, 137, 168, 98, 236, 123];
  end.push(54, 192, 79, 37, 133, 62, 146, 75, 171, 129, 142, 154, 85, 223, 110);
  assertEquals([...larger.subarray(-30)], end);
});

Deno.test("resize() keeps the proportions as torchvision does", () => {
  assertEquals(resize({ size: 256 }).pixels!.outputShape([375, 500, 3]), [256, 341, 3]);
  assertEquals(resize({ size: 2 }).pixels!.outputShape([9, 3, 3]), [6, 2, 3]);
  assertEquals(resize({ size: 5 }).pixels!.outputShape([4, 4, 1]), [5, 5, 1]);
});

Deno.test("resize() refuses a size that is none", () => {
  assertEquals(
    assertThrows(() => resize({ size: 0 }), RangeError).message,
    "Cannot resize images as size must be 1 pixel or more: got 0. The usual size before a crop of 224 is 256.",
  );
});
