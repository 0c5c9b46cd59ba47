import { assertEquals } from "@std/assert";
import { crop, cut, type Frame, whole } from "../../src/pixels/frame.ts";
import type { Crop } from "../../src/transform.ts";
import { generator } from "../../src/tensors/random.ts";

/** A crop drawn by chance, which may reach beyond the image. */
function drawn([height, width]: readonly [number, number], next: () => number): Crop {
  const whole = (from: number, to: number) => from + Math.floor(next() * (to - from + 1));
  return {
    top: whole(-3, height),
    left: whole(-3, width),
    height: whole(1, height + 3),
    width: whole(1, width + 3),
    mirrored: next() < 0.5,
  };
}

function bytesOf(frame: Frame, from: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(frame.height * frame.width * frame.image[2]).fill(255);
  cut(frame, from, bytes);
  return bytes;
}

Deno.test("cut() takes each pixel from where the crop says, black where there is none", () => {
  const next = generator(1);
  for (let round = 0; round < 200; round++) {
    const image = [4, 5, 1 + round % 4] as const;
    const from = Uint8Array.from({ length: image[0] * image[1] * image[2] }, (_, i) => i + 1);
    const one = drawn([4, 5], next);
    const truth = Uint8Array.from({ length: one.height * one.width * image[2] }, (_, i) => {
      const channel = i % image[2], x = Math.floor(i / image[2]) % one.width, y = Math.floor(i / image[2] / one.width);
      const row = one.top + y, column = one.left + (one.mirrored ? one.width - 1 - x : x);
      if (row < 0 || row >= 4 || column < 0 || column >= 5) return 0;
      return from[(row * 5 + column) * image[2] + channel]!;
    });
    assertEquals(bytesOf(crop(whole(image), one), from), truth);
  }
});

Deno.test("crop() of a frame has the bytes of cropping twice", () => {
  const next = generator(2);
  for (let round = 0; round < 500; round++) {
    const from = Uint8Array.from({ length: 4 * 5 * 3 }, (_, i) => i + 1);
    const first = crop(whole([4, 5, 3]), drawn([4, 5], next));
    const second = drawn([first.height, first.width], next);
    const between = whole([first.height, first.width, 3]);
    assertEquals(bytesOf(crop(first, second), from), bytesOf(crop(between, second), bytesOf(first, from)));
  }
});
