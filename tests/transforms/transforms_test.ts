import { assertEquals, assertThrows } from "@std/assert";
import { normalize } from "../../src/transforms/normalize.ts";
import { randomCrop } from "../../src/transforms/random_crop.ts";
import { randomFlip } from "../../src/transforms/random_flip.ts";

/** Random numbers that come from a list. */
function from(...numbers: number[]): () => number {
  return () => numbers.shift()!;
}

/** 2 x 3 pixels of two channels: the first counts up, the second is ten times as much. */
const image = Uint8Array.of(1, 10, 2, 20, 3, 30, 4, 40, 5, 50, 6, 60);

Deno.test("randomCrop() cuts every window of the padded image, black where it leaves the image", () => {
  const crop = randomCrop({ size: 2, padding: 1 });
  assertEquals(crop.outputShape([2, 3, 2]), [2, 2, 2]);
  const padded = [
    [0, 0, 0, 0, 0],
    [0, 1, 2, 3, 0],
    [0, 4, 5, 6, 0],
    [0, 0, 0, 0, 0],
  ];
  for (let top = 0; top <= 2; top++) {
    for (let left = 0; left <= 3; left++) {
      const window = new Uint8Array(8).fill(77);
      crop.apply(image, window, [2, 3, 2], from((top + 0.5) / 3, (left + 0.5) / 4));
      const expected = [0, 1].flatMap((y) =>
        [0, 1].flatMap((x) => [1, 10].map((k) => k * padded[top + y]![left + x]!))
      );
      assertEquals([...window], expected, `window at ${top}, ${left}`);
    }
  }
});

Deno.test("randomCrop() refuses a window that does not fit", () => {
  const error = assertThrows(() => randomCrop({ size: 32, padding: 4 }).outputShape([20, 40, 3]), RangeError);
  assertEquals(
    error.message,
    "Cannot crop images as the window must fit into the image with its padding: got 32 pixels out of 20 x 40 with a " +
      "padding of 4. Take a smaller size or a larger padding.",
  );
  const sizes = "Cannot crop images as size must be 1 pixel or more and padding 0 or more: got 0.5 and 4.";
  assertThrows(() => randomCrop({ size: 0.5, padding: 4 }), RangeError, sizes);
});

Deno.test("randomFlip() mirrors pixels, not channels, when the number drawn is below the chance", () => {
  const flipped = new Uint8Array(12);
  randomFlip().apply(image, flipped, [2, 3, 2], from(0.49));
  assertEquals(flipped, Uint8Array.of(3, 30, 2, 20, 1, 10, 6, 60, 5, 50, 4, 40));
  randomFlip().apply(image, flipped, [2, 3, 2], from(0.5));
  assertEquals(flipped, image);
});

Deno.test("randomFlip() refuses a chance that is none", () => {
  const message = "Cannot flip images as the chance must be in [0, 1]: got 50. Half of them is 0.5.";
  assertThrows(() => randomFlip({ chance: 50 }), RangeError, message);
});

Deno.test("normalize() agrees with ToTensor and Normalize of torchvision", () => {
  const { converter } = normalize({ mean: [0.491, 0.482, 0.447], std: [0.202, 0.199, 0.201] });
  const values = new Float32Array(7).fill(9);
  converter(3)(Uint8Array.of(0, 128, 255, 7, 91, 200), values, 1);
  // torch 2.13: torch.tensor([[0, 128, 255], [7, 91, 200]], dtype=torch.uint8).float().div(255).sub(mean).div(std)
  const truth = [-2.4306929111480713, 0.10030563175678253, 2.7512435913085938];
  truth.push(-2.294796943664551, -0.6288303732872009, 1.678177833557129);
  assertEquals(values, Float32Array.of(9, ...truth));
});

Deno.test("normalize() refuses numbers that do not fit the channels", () => {
  const lengths =
    "Cannot normalize as mean and std must hold a number for each channel, std above 0: got [0.5] and [0].";
  assertThrows(() => normalize({ mean: [0.5], std: [0] }), RangeError, lengths);
  const channels = "Cannot normalize images as mean and std must hold a number for each channel: got 1 for 3 channels.";
  assertThrows(() => normalize({ mean: [0.5], std: [0.5] }).converter(3), RangeError, channels);
});
