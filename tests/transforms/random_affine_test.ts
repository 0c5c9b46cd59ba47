import { assertEquals, assertThrows } from "@std/assert";
import { randomAffine } from "../../src/transforms/random_affine.ts";

const row = { x: { dtype: "uint8", shape: [1, 4, 1], data: Uint8Array.of(1, 2, 3, 4) }, y: 0 };

Deno.test("randomAffine() scales around the middle, and fills what is outside", () => {
  const half = randomAffine({ scale: [0.5, 0.5], fill: 9 });
  assertEquals([...half({ ...row, x: { ...row.x, shape: [4, 1, 1] } }, () => 0).x.data], [9, 2, 4, 9]);
});

Deno.test("randomAffine() moves by whole pixels, the same for a mask", () => {
  const mask = { dtype: "uint8", shape: [1, 4], data: Uint8Array.of(5, 6, 7, 8) } as const;
  const { x, y } = randomAffine({ translate: [0.5, 0], maskFill: 255 })({ ...row, y: mask }, () => 0);
  assertEquals([[...x.data], [...y.data]], [[3, 4, 0, 0], [7, 8, 255, 255]]);
});

Deno.test("randomAffine() refuses what is out of range", () => {
  const message = "Cannot make randomAffine as translate[0] must be in [0, 1]: got 2.";
  assertEquals(assertThrows(() => randomAffine({ translate: [2, 0] }), RangeError).message, message);
  const none = "Cannot make randomAffine as method must be one of nearest, bilinear: got cubic.";
  assertEquals(assertThrows(() => randomAffine({ method: "cubic" as "nearest" }), RangeError).message, none);
  const two = "Cannot make randomAffine as translate must be two numbers, of width and height: got 0.5.";
  assertEquals(assertThrows(() => randomAffine({ translate: [0.5] as never }), RangeError).message, two);
});

Deno.test("randomAffine() refuses images of other channels than it fills", () => {
  const rgb = { dtype: "uint8", shape: [1, 1, 3], data: new Uint8Array(3) };
  const turn = () => randomAffine({ fill: [9] })({ x: rgb, y: 0 }, () => 0);
  assertThrows(
    turn,
    RangeError,
    "Cannot use randomAffine as fill must be a byte, or one for each channel: got 1 for 3 channels.",
  );
});
