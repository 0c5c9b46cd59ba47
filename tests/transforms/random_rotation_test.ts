import { assertEquals, assertThrows } from "@std/assert";
import { randomRotation } from "../../src/transforms/random_rotation.ts";

const row = { x: { dtype: "uint8", shape: [3, 3, 1], data: Uint8Array.of(0, 0, 0, 1, 1, 1, 0, 0, 0) }, y: 0 };

Deno.test("randomRotation() turns by what is drawn between both ends", () => {
  const rotate = randomRotation({ degrees: 90 });
  assertEquals([...rotate(row, () => 0.5).x.data], [0, 0, 0, 1, 1, 1, 0, 0, 0]);
  assertEquals([...rotate(row, () => 0).x.data], [0, 1, 0, 0, 1, 0, 0, 1, 0]);
});

Deno.test("randomRotation() takes masks, boxes and points along", () => {
  const boxes = { dtype: "float32", shape: [1, 4], data: Float32Array.of(0, 1, 2, 2) } as const;
  const keypoints = { dtype: "float32", shape: [1, 1, 2], data: Float32Array.of(0, 1) } as const;
  const mask = { dtype: "uint8", shape: [3, 3], data: Uint8Array.of(5, 6, 7, 0, 0, 0, 0, 0, 0) } as const;
  const { y } = randomRotation({ degrees: [90, 90] })({ ...row, y: { boxes, keypoints, mask } }, () => 0);
  const near = (values: Float32Array) => [...values].map((value) => Math.round(value * 1e4) / 1e4);
  assertEquals([near(y.boxes.data), near(y.keypoints.data)], [[1, 1, 2, 3], [1, 3]]);
  assertEquals([...y.mask.data], [7, 0, 0, 6, 0, 0, 5, 0, 0]);
});

Deno.test("randomRotation() tears no row of an image whose middle is no pixel's, by a quarter turn", () => {
  // Columns as bytes: each new row is one old column, or outside.
  const data = Uint8Array.from({ length: 31 * 32 }, (_, i) => i % 32 + 1);
  for (const angle of [90, -90, 270]) {
    const { x } = randomRotation({ degrees: [angle, angle] })(
      { x: { dtype: "uint8", shape: [31, 32, 1], data }, y: 0 },
      () => 0,
    );
    const rows = Array.from({ length: 31 }, (_, y) => new Set(x.data.subarray(32 * y, 32 * y + 32)));
    for (const row of rows) assertEquals([...row].filter((byte) => byte !== 0).length, 1, `${angle}`);
    assertEquals(new Set(rows.flatMap((row) => [...row].filter((byte) => byte !== 0))).size, 31);
  }
});

Deno.test("randomRotation() refuses what is out of range", () => {
  const message = "Cannot make randomRotation as degrees must be a number or two, the least first: got [9, 1].";
  assertEquals(assertThrows(() => randomRotation({ degrees: [9, 1] }), RangeError).message, message);
});

Deno.test("randomRotation() refuses images of other channels than it fills", () => {
  const rgb = { dtype: "uint8", shape: [1, 1, 3], data: new Uint8Array(3) };
  const turn = () => randomRotation({ degrees: 9, fill: [9] })({ x: rgb, y: 0 }, () => 0);
  assertThrows(
    turn,
    RangeError,
    "Cannot use randomRotation as fill must be a byte, or one for each channel: got 1 for 3 channels.",
  );
});
