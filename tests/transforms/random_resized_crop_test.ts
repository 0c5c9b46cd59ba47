import { assert, assertEquals, assertThrows } from "@std/assert";
import { generator } from "../../src/tensors/random.ts";
import { randomResizedCrop } from "../../src/transforms/random_resized_crop.ts";
import { resampler } from "../../src/pixels/resample.ts";
import { pattern } from "./pattern.ts";

/** Where the boxes lie, told by an image whose red is its column and whose green is its row. */
function boxes(height: number, width: number, draws: number) {
  const image = new Uint8Array(height * width * 3);
  for (let i = 0; i < height * width; i++) image.set([i % width, Math.floor(i / width)], i * 3);
  const crop = randomResizedCrop({ size: 8 }), next = generator(1), to = new Uint8Array(192);
  return Array.from({ length: draws }, () => {
    crop.pixels!.apply(image, to, [height, width, 3], next);
    // Places 2 and 5 of 8 see no border, and are three eighths of the box apart.
    const left = to[(2 * 8 + 2) * 3]!, right = to[(2 * 8 + 5) * 3]!;
    const top = to[(2 * 8 + 2) * 3 + 1]!, bottom = to[(5 * 8 + 2) * 3 + 1]!;
    return {
      x: (left + right) / 2,
      y: (top + bottom) / 2,
      width: (right - left) * 8 / 3,
      height: (bottom - top) * 8 / 3,
    };
  });
}

Deno.test("randomResizedCrop() takes parts of the sizes and places of torchvision's", () => {
  const seen = boxes(75, 100, 4000);
  const mean = (numbers: number[]) => numbers.reduce((sum, one) => sum + one, 0) / numbers.length;
  // torchvision 0.29, means of 20,000 draws for 375 x 500, a fifth of them: 54.1 x 56.5 pixels, centred.
  const near = (got: number, truth: number) => assert(Math.abs(got - truth) < 1.5, `${got} is not near ${truth}`);
  near(mean(seen.map(({ height }) => height)), 54.1);
  near(mean(seen.map(({ width }) => width)), 56.5);
  near(mean(seen.map(({ x }) => x)), 49.5);
  near(mean(seen.map(({ y }) => y)), 37);
});

Deno.test("randomResizedCrop() takes the middle where no part fits", () => {
  const always = () => 1 - 2 ** -32;
  const tall = pattern(9, 2), expected = new Uint8Array(12), got = new Uint8Array(12);
  randomResizedCrop({ size: 2 }).pixels!.apply(tall, got, [9, 2, 3], always);
  // torchvision: a width of 2 asks for a height of round(2 / (3 / 4)) = 3, which begins at (9 - 3) // 2.
  resampler()(tall, expected, [9, 2, 3], { top: 3, left: 0, height: 3, width: 2 }, [2, 2]);
  assertEquals(got, expected);
  const wide = pattern(3, 12);
  randomResizedCrop({ size: 2 }).pixels!.apply(wide, got, [3, 12, 3], always);
  resampler()(wide, expected, [3, 12, 3], { top: 0, left: 4, height: 3, width: 4 }, [2, 2]);
  assertEquals(got, expected);
});

Deno.test("randomResizedCrop() refuses ranges that are none", () => {
  assertEquals(
    assertThrows(() => randomResizedCrop({ size: 224, scale: [1, 0.08] }), RangeError).message,
    "Cannot crop images as scale must be two numbers above 0, the least first: got [1, 0.08]. " +
      "The usual ones are { scale: [0.08, 1], ratio: [3 / 4, 4 / 3] }.",
  );
  assertThrows(() => randomResizedCrop({ size: 224, ratio: [0, 1] }), RangeError, "ratio must be two numbers above 0");
  assertThrows(
    () => randomResizedCrop({ size: 9, scale: [0.1, 0.2, 0.3] as never }),
    RangeError,
    "got [0.1, 0.2, 0.3].",
  );
  assertThrows(() => randomResizedCrop({ size: 0 }), RangeError, "size must be 1 pixel or more: got 0");
});
