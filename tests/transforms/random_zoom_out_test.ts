import { assertEquals, assertThrows } from "@std/assert";
import { generator, randomZoomOut } from "../../mod.ts";

const x = { dtype: "uint8", shape: [4, 6, 1], data: new Uint8Array(24).fill(200) } as const;

Deno.test("randomZoomOut() takes masks, boxes and points along, and keeps all of the image", () => {
  const boxes = { dtype: "float32", shape: [1, 4], data: Float32Array.of(1, 0, 4, 2) } as const;
  const mask = { dtype: "uint8", shape: [4, 6], data: new Uint8Array(24).fill(3) } as const;
  const zoom = randomZoomOut({ scale: [1.5, 3], chance: 1, fill: 9, maskFill: 255 });
  for (let seed = 0; seed < 20; seed++) {
    const { x: wide, y } = zoom({ x, y: { boxes, mask } }, generator(seed)), [height, width] = wide.shape;
    assertEquals([height >= 6 && height <= 12, width >= 9 && width <= 18], [true, true]);
    const at = wide.data.indexOf(200), top = Math.floor(at / width), left = at % width;
    assertEquals([...y.boxes.data], [left + 1, top, left + 4, top + 2]);
    assertEquals(wide.data.filter((byte: number) => byte === 200).length, 24);
    assertEquals([...y.mask.data], [...wide.data].map((byte) => byte === 200 ? 3 : 255));
  }
});

Deno.test("randomZoomOut() leaves its share of images alone, and refuses canvases smaller than images, and what is no byte", () => {
  assertEquals(randomZoomOut({ chance: 0.5 })({ x, y: 0 }, () => 0.5).x, x);
  assertThrows(() => randomZoomOut({ scale: [0.5, 2] }), RangeError, "scale must be a number or two of at least 1");
  assertThrows(() => randomZoomOut({ fill: 300 }), RangeError, "fill must be a whole number from 0 to 255: got 300.");
});
