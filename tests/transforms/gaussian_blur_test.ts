import { assertEquals, assertThrows } from "@std/assert";
import { gaussianBlur } from "../../src/transforms/gaussian_blur.ts";

Deno.test("gaussianBlur() spreads a point as its Gaussian says", () => {
  const data = new Uint8Array(25);
  data[12] = 255;
  const { x } = gaussianBlur({ size: 3, sigma: 1 })({ x: { dtype: "uint8", shape: [5, 5, 1], data }, y: 0 }, () => 0);
  const side = Math.exp(-0.5), sum = 1 + 2 * side, at = (weight: number) => Math.round(255 * weight / sum ** 2);
  assertEquals([x.data[12], x.data[11], x.data[6], x.data[0]], [at(1), at(side), at(side ** 2), 0]);
});

Deno.test("gaussianBlur() refuses windows that are even, and images that are too small for theirs", () => {
  const message = "Cannot make gaussianBlur as size must be odd: got 4. A pixel then has as many on each side.";
  assertEquals(assertThrows(() => gaussianBlur({ size: 4 }), RangeError).message, message);
  const x = { dtype: "uint8", shape: [2, 9, 1], data: new Uint8Array(18) };
  assertEquals(
    assertThrows(() => gaussianBlur({ size: 5 })({ x, y: 0 }, () => 0), RangeError).message,
    "Cannot blur images as a window of 5 pixels takes images of at least 3: got 2 x 9. Take a smaller window.",
  );
});
