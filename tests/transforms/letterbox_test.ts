import { assertEquals, assertThrows } from "@std/assert";
import { letterbox } from "../../src/transforms/letterbox.ts";

Deno.test("letterbox() takes masks, boxes and points along", () => {
  const x = { dtype: "uint8", shape: [2, 4, 1], data: new Uint8Array(8).fill(7) };
  const boxes = { dtype: "float32", shape: [1, 4], data: Float32Array.of(1, 0, 4, 2) } as const;
  const mask = { dtype: "uint8", shape: [2, 4], data: new Uint8Array(8).fill(3) } as const;
  const boxed = letterbox({ size: 8, fill: 1, maskFill: 255 })({ x, y: { boxes, mask } }, () => 0);
  assertEquals([...boxed.y.boxes.data], [2, 2, 8, 6]);
  const column = (data: Uint8Array) => Array.from({ length: 8 }, (_, y) => data[y * 8 + 3]);
  assertEquals(column(boxed.x.data), [1, 1, 7, 7, 7, 7, 1, 1]);
  assertEquals(column(boxed.y.mask.data), [255, 255, 3, 3, 3, 3, 255, 255]);
});

Deno.test("letterbox() refuses a size that is none, and what is no byte", () => {
  const message = "Cannot letterbox images as size must be 1 pixel or more: got [0, 5]. A usual size is 640.";
  assertEquals(assertThrows(() => letterbox({ size: [0, 5] }), RangeError).message, message);
  const byte = "Cannot make letterbox as maskFill must be a whole number from 0 to 255: got 256.";
  assertEquals(assertThrows(() => letterbox({ size: 5, maskFill: 256 }), RangeError).message, byte);
});
