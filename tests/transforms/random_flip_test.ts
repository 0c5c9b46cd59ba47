import { assertEquals, assertThrows } from "@std/assert";
import { randomFlip } from "../../src/transforms/random_flip.ts";

/** Random numbers that come from a list. */
function from(...numbers: number[]): () => number {
  return () => numbers.shift()!;
}

/** 2 x 3 pixels of two channels: the first counts up, the second is ten times as much. */
const image = Uint8Array.of(1, 10, 2, 20, 3, 30, 4, 40, 5, 50, 6, 60);

Deno.test("randomFlip() mirrors pixels, not channels, when the number drawn is below the chance", () => {
  const flipped = new Uint8Array(12);
  randomFlip().pixels!.apply(image, flipped, [2, 3, 2], from(0.49));
  assertEquals(flipped, Uint8Array.of(3, 30, 2, 20, 1, 10, 6, 60, 5, 50, 4, 40));
  randomFlip().pixels!.apply(image, flipped, [2, 3, 2], from(0.5));
  assertEquals(flipped, image);
});

Deno.test("randomFlip() mirrors three channels as it does others", () => {
  const flipped = new Uint8Array(12);
  randomFlip({ chance: 1 }).pixels!.apply(
    Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12),
    flipped,
    [2, 2, 3],
    from(0),
  );
  assertEquals(flipped, Uint8Array.of(4, 5, 6, 1, 2, 3, 10, 11, 12, 7, 8, 9));
});

Deno.test("randomFlip() refuses a chance that is none", () => {
  const message = "Cannot flip images as the chance must be in [0, 1]: got 50. Half of them is 0.5.";
  assertThrows(() => randomFlip({ chance: 50 }), RangeError, message);
});
