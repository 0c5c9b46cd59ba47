import { assertEquals } from "@std/assert";
import { resampler } from "../../src/pixels/resample.ts";
import { resized } from "../../src/pixels/resized.ts";

Deno.test("resized() takes a part: its pixels, its mask and its points", () => {
  const move = resized(resampler(), [2, 4, 1], { top: 1, left: 2, height: 1, width: 2 }, [2, 4]);
  const image = new Uint8Array(8), mask = new Uint8Array(8);
  move.image(Uint8Array.of(1, 2, 3, 4, 5, 6, 70, 70), image);
  move.mask(Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8), mask);
  assertEquals([[...image], [...mask]], [Array(8).fill(70), [7, 7, 8, 8, 7, 7, 8, 8]]);
  assertEquals([move.point(2, 1), move.point(3, 2)], [[0, 0], [2, 2]]);
});
