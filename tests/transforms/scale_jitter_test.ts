import { assertEquals, assertThrows } from "@std/assert";
import { generator, scaleJitter } from "../../mod.ts";

Deno.test("scaleJitter() keeps proportions, fits into its frame at a scale of 1, and takes boxes along", () => {
  const x = { dtype: "uint8", shape: [10, 20, 1], data: new Uint8Array(200) } as const;
  const boxes = { dtype: "float32", shape: [1, 4], data: Float32Array.of(2, 1, 12, 6) } as const;
  const { x: large, y } = scaleJitter({ size: [30, 40], scale: [1, 1] })({ x, y: { boxes } }, () => 0);
  assertEquals([large.shape, [...y.boxes.data]], [[20, 40, 1], [4, 2, 24, 12]]);
  const sides = Array.from({ length: 40 }, (_, seed) => {
    const [height, width] = scaleJitter({ size: 40, scale: [0.5, 2] })({ x, y: 0 }, generator(seed)).x.shape;
    assertEquals(Math.abs(width - 2 * height) <= 1, true);
    return width;
  });
  assertEquals([Math.min(...sides) >= 20, Math.max(...sides) <= 80, new Set(sides).size > 15], [true, true, true]);
});

Deno.test("scaleJitter() touches its frame at a scale of 1, to the pixel", () => {
  for (let side = 1; side < 60; side++) {
    for (const shape of [[side, 61, 1], [61, side, 1]] as const) {
      const x = { dtype: "uint8", shape, data: new Uint8Array(61 * side) } as const;
      const [height, width] = scaleJitter({ size: [47, 49], scale: [1, 1] })({ x, y: 0 }, () => 0).x.shape;
      assertEquals([height === 47 || width === 49, height <= 47, width <= 49], [true, true, true]);
    }
  }
});

Deno.test("scaleJitter() refuses sizes and scales that are none", () => {
  assertThrows(
    () => scaleJitter({ size: 0 }),
    RangeError,
    "Cannot scale images as size must be 1 pixel or more: got 0.",
  );
  assertThrows(() => scaleJitter({ size: 8, scale: [0, 1] }), RangeError, "scale must be a number or two of at least");
});
