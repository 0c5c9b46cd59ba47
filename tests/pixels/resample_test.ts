import { assertEquals } from "@std/assert";
import { resampler } from "../../src/pixels/resample.ts";
import { pattern } from "../transforms/pattern.ts";

Deno.test("resampler() gives the bytes of Pillow for a part of an image that shrinks one way and grows the other", () => {
  const to = new Uint8Array(27);
  resampler()(pattern(9, 8), to, [9, 8, 3], { top: 2, left: 1, height: 5, width: 4 }, [3, 3]);
  // torchvision 0.29 on Pillow 12.3: F.resized_crop(image, 2, 1, 5, 4, [3, 3])
  const truth = [80, 143, 105, 150, 109, 175, 145, 150, 69, 99, 181, 124, 130, 114];
  assertEquals([...to], [...truth, 127, 121, 145, 129, 159, 78, 184, 107, 120, 78, 155, 85, 148]);
});

Deno.test("resampler() treats one channel as each of three, and leaves the size of an image as it is", () => {
  const rgb = pattern(6, 7), resample = resampler();
  const red = rgb.filter((_, i) => i % 3 === 0);
  const box = { top: 1, left: 0, height: 4, width: 7 };
  const all = new Uint8Array(5 * 3 * 3), one = new Uint8Array(5 * 3);
  resample(rgb, all, [6, 7, 3], box, [5, 3]);
  resample(red, one, [6, 7, 1], box, [5, 3]);
  assertEquals(one, all.filter((_, i) => i % 3 === 0));
  const same = new Uint8Array(4 * 7);
  resample(red, same, [6, 7, 1], box, [4, 7]);
  assertEquals(same, red.subarray(7, 35));
});
