import { assert, assertEquals, assertThrows } from "@std/assert";
import { elastic, generator } from "../../mod.ts";

// Columns and rows as bytes: what a pixel shows is where it came from.
const x = { dtype: "uint8", shape: [48, 40, 2], data: new Uint8Array(2 * 48 * 40) };
for (let i = 0; i < 48 * 40; i++) x.data.set([i % 40 * 5, Math.floor(i / 40) * 5], 2 * i);

Deno.test("elastic() moves neighbours alike, a mask as the image, and points back by their move", () => {
  const mask = {
    dtype: "uint8",
    shape: [48, 40],
    data: Uint8Array.from({ length: 48 * 40 }, (_, i) => i % 40),
  } as const;
  const keypoints = { dtype: "float32", shape: [1, 1, 2], data: Float32Array.of(20, 24) } as const;
  const { x: moved, y } = elastic({ alpha: 100 })({ x, y: { mask, keypoints } }, generator(3));
  const across = (row: number, column: number) => moved.data[2 * (row * 40 + column)]! / 5 - column;
  const down = (row: number, column: number) => moved.data[2 * (row * 40 + column) + 1]! / 5 - row;
  let far = 0, unlike = 0;
  for (let row = 10; row < 38; row++) {
    for (let column = 10; column < 30; column++) {
      far = Math.max(far, Math.abs(across(row, column)));
      unlike = Math.max(unlike, Math.abs(across(row, column) - across(row, column + 1)));
      // The nearest column, and a byte is a fifth of one.
      assert(Math.abs(y.mask.data[row * 40 + column]! - column - across(row, column)) < 0.75);
    }
  }
  assert(far > 0.8 && far < 12 && unlike < 0.9, `${far} ${unlike}`);
  const [px, py] = y.keypoints.data as Float32Array;
  assert(Math.abs(px! - (20 - across(24, 20))) < 0.25 && Math.abs(py! - (24 - down(24, 20))) < 0.25, `${px} ${py}`);
});

Deno.test("elastic() is a function of what is drawn, of images smaller than its window too, and leaves its share alone", () => {
  const read = (seed: number) => elastic()({ x, y: 0 }, generator(seed)).x.data.join();
  assertEquals([read(1) === read(1), read(1) === read(2)], [true, false]);
  const tiny = { dtype: "uint8", shape: [1, 3, 1], data: Uint8Array.of(1, 2, 3) };
  assertEquals(elastic({ alpha: 5 })({ x: tiny, y: 0 }, generator(1)).x.data.length, 3);
  assertEquals(elastic({ chance: 0 })({ x, y: 0 }, generator(1)).x.data, x.data);
  assertThrows(() => elastic({ sigma: -1 }), RangeError, "sigma must be a finite number of at least 0: got -1.");
});

Deno.test("elastic() refuses images of other channels than it fills", () => {
  const rgb = { dtype: "uint8", shape: [1, 1, 3], data: new Uint8Array(3) };
  const turn = () => elastic({ fill: [9] })({ x: rgb, y: 0 }, () => 0);
  assertThrows(
    turn,
    RangeError,
    "Cannot use elastic as fill must be a byte, or one for each channel: got 1 for 3 channels.",
  );
});
