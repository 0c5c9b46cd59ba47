import { assertEquals, assertThrows } from "@std/assert";
import { sanitizeBoxes } from "../../src/transforms/sanitize_boxes.ts";

const x = { dtype: "uint8", shape: [10, 10, 1], data: new Uint8Array(100) } as const;

Deno.test("sanitizeBoxes() keeps what is large enough, and leaves other targets alone", () => {
  const boxes = { dtype: "float32", shape: [3, 4], data: Float32Array.of(0, 0, 1, 9, 0, 0, 2, 2, 5, 5, 9, 9) } as const;
  const keypoints = { dtype: "float32", shape: [3, 1, 2], data: Float32Array.of(1, 1, 2, 2, 3, 3) } as const;
  const { y } = sanitizeBoxes({ minSize: 2, minArea: 5 })({ x, y: { boxes, keypoints, image: 4 } }, () => 0);
  assertEquals([[...y.boxes.data], [...y.keypoints.data], y.image], [[5, 5, 9, 9], [3, 3], 4]);
});

Deno.test("sanitizeBoxes() takes targets with weights", () => {
  const boxes = { dtype: "float32", shape: [2, 4], data: Float32Array.of(0, 0, 1, 9, 5, 5, 12, 9) } as const;
  const { y } = sanitizeBoxes({ minSize: 2 })({ x, y: { target: { boxes }, weight: 3 } }, () => 0);
  assertEquals([[...y.target.boxes.data], y.weight], [[5, 5, 10, 9], 3]);
});

Deno.test("sanitizeBoxes() refuses targets without boxes, and sizes below 0", () => {
  const message = "Cannot use sanitizeBoxes as y.boxes must be float32 [n, 4]. Take a source that has boxes.";
  assertEquals(assertThrows(() => sanitizeBoxes()({ x, y: 3 }, () => 0), TypeError).message, message);
  const size = "Cannot make sanitizeBoxes as minSize must be a finite number of at least 0: got -1.";
  assertEquals(assertThrows(() => sanitizeBoxes({ minSize: -1 }), RangeError).message, size);
});
