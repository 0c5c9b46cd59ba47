import { assertEquals, assertThrows } from "@std/assert";
import { randomCrop } from "../../src/transforms/random_crop.ts";

/** Random numbers that come from a list. */
function from(...numbers: number[]): () => number {
  return () => numbers.shift()!;
}

/** 2 x 3 pixels of two channels: the first counts up, the second is ten times as much. */
const image = Uint8Array.of(1, 10, 2, 20, 3, 30, 4, 40, 5, 50, 6, 60);

Deno.test("randomCrop() cuts every window of the padded image, black where it leaves the image", () => {
  const crop = randomCrop({ size: 2, padding: 1 });
  assertEquals(crop.pixels!.outputShape([2, 3, 2]), [2, 2, 2]);
  const padded = [
    [0, 0, 0, 0, 0],
    [0, 1, 2, 3, 0],
    [0, 4, 5, 6, 0],
    [0, 0, 0, 0, 0],
  ];
  for (let top = 0; top <= 2; top++) {
    for (let left = 0; left <= 3; left++) {
      const window = new Uint8Array(8).fill(77);
      crop.pixels!.apply(image, window, [2, 3, 2], from((top + 0.5) / 3, (left + 0.5) / 4));
      const expected = [0, 1].flatMap((y) =>
        [0, 1].flatMap((x) => [1, 10].map((k) => k * padded[top + y]![left + x]!))
      );
      assertEquals([...window], expected, `window at ${top}, ${left}`);
    }
  }
});

Deno.test("randomCrop() refuses a window that does not fit", () => {
  const error = assertThrows(() => randomCrop({ size: 32, padding: 4 }).pixels!.outputShape([20, 40, 3]), RangeError);
  assertEquals(
    error.message,
    "Cannot crop images as the window must fit into the image with its padding: got 32 pixels out of 20 x 40 with a " +
      "padding of 4. Take a smaller size or a larger padding.",
  );
  const sizes = "Cannot crop images as size must be 1 pixel or more and padding 0 or more: got 0.5 and 4.";
  assertThrows(() => randomCrop({ size: 0.5, padding: 4 }), RangeError, sizes);
  assertThrows(() => randomCrop({ size: [3, 4, 5] as never }), RangeError, "got 3,4,5 and 0.");
  assertThrows(() => randomCrop({ size: 3, padding: null as never }), RangeError, "got 3 and null.");
});
