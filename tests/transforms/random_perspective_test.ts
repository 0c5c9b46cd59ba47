import { assertEquals, assertThrows } from "@std/assert";
import { randomPerspective } from "../../src/transforms/random_perspective.ts";

Deno.test("randomPerspective() moves a corner to where it was drawn", () => {
  const x = { dtype: "uint8", shape: [9, 9, 1], data: new Uint8Array(81).fill(200) };
  const keypoints = { dtype: "float32", shape: [1, 2, 2], data: Float32Array.of(0, 0, 8, 8) } as const;
  const drawn = [0, 0.99, 0.5, 0, 0, 0, 0, 0, 0];
  const turned = randomPerspective({ chance: 1, distortion: 0.5 })({ x, y: { keypoints } }, () => drawn.shift()!);
  const near = [...turned.y.keypoints.data].map((value: number) => Math.round(value * 1e3) / 1e3);
  assertEquals(near, [2, 1, 8, 8]);
  assertEquals([turned.x.data[0], turned.x.data[4 * 9 + 4]], [0, 200]);
});

Deno.test("randomPerspective() leaves an image of one row or column as it is, with its boxes", () => {
  for (const [height, width] of [[1, 4], [4, 1]] as const) {
    const x = { dtype: "uint8", shape: [height, width, 1], data: Uint8Array.of(1, 2, 3, 4) };
    const boxes = { dtype: "float32", shape: [1, 4], data: Float32Array.of(0, 0, width, height) } as const;
    const { x: seen, y } = randomPerspective({ chance: 1 })({ x, y: { boxes } }, () => 0.9);
    assertEquals([seen.data, y.boxes], [x.data, boxes]);
  }
});

Deno.test("randomPerspective() refuses what is out of range", () => {
  const message = "Cannot make randomPerspective as distortion must be in [0, 1): got 1.";
  assertEquals(assertThrows(() => randomPerspective({ distortion: 1 }), RangeError).message, message);
});

Deno.test("randomPerspective() refuses images of other channels than it fills", () => {
  const rgb = { dtype: "uint8", shape: [1, 1, 3], data: new Uint8Array(3) };
  const turn = () => randomPerspective({ fill: [9] })({ x: rgb, y: 0 }, () => 0);
  assertThrows(
    turn,
    RangeError,
    "Cannot use randomPerspective as fill must be a byte, or one for each channel: got 1 for 3 channels.",
  );
});
