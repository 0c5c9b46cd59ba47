import { assertEquals } from "@std/assert";
import { placed, resized } from "../../src/pixels/moves.ts";
import { resampler } from "../../src/pixels/resample.ts";

Deno.test("placed() cuts what begins before the canvas or ends after it, and fills the rest", () => {
  const move = placed([2, 3, 1], { top: -1, left: 2, height: 2, width: 4, fill: 9, maskFill: 255 });
  const image = new Uint8Array(8), mask = new Uint8Array(8);
  move.image(Uint8Array.of(1, 2, 3, 4, 5, 6), image);
  move.mask(Uint8Array.of(1, 2, 3, 4, 5, 6), mask);
  assertEquals([...image], [9, 9, 4, 5, 9, 9, 9, 9]);
  assertEquals([...mask], [255, 255, 4, 5, 255, 255, 255, 255]);
  assertEquals(move.point(1, 2), [3, 1]);
});

Deno.test("placed() of an image beside the canvas is nothing but what it is filled with", () => {
  const canvas = new Uint8Array(2);
  placed([1, 2, 1], { top: 0, left: 5, height: 1, width: 2, fill: 7 }).image(Uint8Array.of(1, 2), canvas);
  assertEquals([...canvas], [7, 7]);
});

Deno.test("resized() takes a part: its pixels, its mask and its points", () => {
  const move = resized(resampler(), [2, 4, 1], { top: 1, left: 2, height: 1, width: 2 }, [2, 4]);
  const image = new Uint8Array(8), mask = new Uint8Array(8);
  move.image(Uint8Array.of(1, 2, 3, 4, 5, 6, 70, 70), image);
  move.mask(Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8), mask);
  assertEquals([[...image], [...mask]], [Array(8).fill(70), [7, 7, 8, 8, 7, 7, 8, 8]]);
  assertEquals([move.point(2, 1), move.point(3, 2)], [[0, 0], [2, 2]]);
});

Deno.test("resized() takes the pixel of a mask that PyTorch takes, where rounding in float32 decides", () => {
  const mask = new Uint8Array(22), places = Uint8Array.from({ length: 26 }, (_, i) => i);
  resized(resampler(), [1, 26, 1], { top: 0, left: 0, height: 1, width: 26 }, [1, 22]).mask(places, mask);
  // torch.nn.functional.interpolate(torch.arange(26).view(1, 1, 1, 26).byte(), (1, 22), mode="nearest") of PyTorch 2.13.
  assertEquals([...mask], [0, 1, 2, 3, 4, 5, 7, 8, 9, 10, 11, 12, 14, 15, 16, 17, 18, 20, 21, 22, 23, 24]);
});
