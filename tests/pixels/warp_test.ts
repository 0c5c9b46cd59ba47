import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { affine, perspective, requireFill, warp, warpingOf } from "../../src/pixels/warp.ts";

const NEAREST = { method: "nearest", fill: 0, maskFill: 0 } as const;

Deno.test("warp() takes points to where their pixels go", () => {
  const matrix = affine({ angle: 90, translate: [1, 0], scale: 1, shear: [0, 0] }, [4, 4], [4, 4]);
  const move = warp(matrix, [4, 4, 1], [4, 4], NEAREST), image = new Uint8Array(16);
  move.image(Uint8Array.from({ length: 16 }, (_, i) => i === 4 ? 9 : 0), image);
  const [x, y] = move.point(0.5, 1.5);
  assertEquals(image[Math.floor(y) * 4 + Math.floor(x)], 9);
});

Deno.test("perspective() takes each corner to its own, also where a pivot is 0", () => {
  const old = [[0, 0], [1, 0], [1, 1], [0, 1]] as const, now = [[1, 1], [0, 1], [0, 0], [1, 0.5]] as const;
  const move = warp(perspective(old, now), [4, 4, 1], [4, 4], NEAREST);
  old.forEach(([x, y], i) => {
    const [newX, newY] = move.point(x, y);
    assertAlmostEquals(newX, now[i]![0], 1e-9);
    assertAlmostEquals(newY, now[i]![1], 1e-9);
  });
});

Deno.test("warpingOf() takes a byte for all channels, or one for each", () => {
  assertEquals(warpingOf("a", { method: "bilinear", fill: [1, 2, 3], maskFill: 255 }).fill, [1, 2, 3]);
  for (const fill of [[-1], [256]]) {
    assertThrows(() => warpingOf("a", { method: "bilinear", fill, maskFill: 0 }), RangeError, "fill[0]");
  }
  assertThrows(
    () => warpingOf("a", { method: "bilinear", fill: 256, maskFill: 0 }),
    RangeError,
    "from 0 to 255: got 256",
  );
  assertThrows(() => warpingOf("a", { method: "bilinear", fill: 0, maskFill: 256 }), RangeError, "maskFill");
});

Deno.test("requireFill() refuses as many numbers as there are no channels", () => {
  assertEquals(requireFill("a", 7, [2, 3, 4]), [2, 3, 4]);
  const message = "Cannot use a as fill must be a byte, or one for each channel: got 1 for 3 channels. " +
    "Give one number for all of them.";
  assertEquals(assertThrows(() => requireFill("a", [9], [2, 3, 3]), RangeError).message, message);
});
