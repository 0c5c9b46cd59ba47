import { assertEquals, assertThrows } from "@std/assert";
import { mosaic } from "../../src/transforms/mosaic.ts";

/** Images of 8 x 8 pixels of their own shade, each with one box around all of it and a mask of its number. */
const source = {
  name: "plain",
  size: 4,
  get: (i: number) => ({
    x: { dtype: "uint8", shape: [8, 8, 1], data: new Uint8Array(64).fill(10 * (i + 1)) } as const,
    y: {
      boxes: { dtype: "float32", shape: [1, 4], data: Float32Array.of(0, 0, 8, 8), fill: 0 },
      labels: { dtype: "int32", shape: [1], data: Int32Array.of(i), fill: -1 },
      mask: { dtype: "uint8", shape: [8, 8], data: new Uint8Array(64).fill(i + 1) },
    } as const,
  }),
};

Deno.test("mosaic() puts four images around a point, with their boxes and masks", () => {
  // Chance, the middle at 0.5 and 0.5, sources 1, 2 and 3, and each as large as the canvas.
  const drawn = [0, 0.5, 0.5, 0.3, 0.6, 0.9, 0, 0, 0, 0];
  const { x, y } = mosaic(source, { size: 8, scale: [1, 1] })(source.get(0), () => drawn.shift()!);
  const at = (data: Uint8Array) => [0, 7, 56, 63].map((i) => data[i]!);
  assertEquals([at(x.data), at(y.mask.data)], [[10, 20, 30, 40], [1, 2, 3, 4]]);
  assertEquals([...y.boxes.data], [0, 0, 4, 4, 4, 0, 8, 4, 0, 4, 4, 8, 4, 4, 8, 8]);
  assertEquals([[...y.labels.data], y.labels.fill, y.labels.shape], [[0, 1, 2, 3], -1, [4]]);
});

Deno.test("mosaic() shows gaps where images are small, and one image where chance says so", () => {
  const small = mosaic(source, { size: 16, scale: [0.25, 0.25] })(source.get(0), () => 0.5);
  assertEquals([small.x.data[0], small.x.data.filter((byte: number) => byte !== 114).length], [114, 64]);
  const one = mosaic(source, { size: [4, 8], chance: 0 })(source.get(1), () => 0.5);
  assertEquals([one.x.data.filter((byte: number) => byte === 20).length, [...one.y.boxes.data]], [16, [2, 0, 6, 4]]);
});

Deno.test("mosaic() brings the objects of all four together where samples have weights, and where points are all there is", () => {
  const heavy = {
    ...source,
    get: (i: number) => ({ ...source.get(i), y: { target: source.get(i).y, weight: i + 2 } }),
  };
  const { y } = mosaic(heavy, { size: 8 })(heavy.get(0), () => 0.5);
  assertEquals([y.target.boxes.shape, y.target.mask.data.includes(3), y.weight], [[4, 4], true, 2]);
  const points = { dtype: "float32", shape: [1, 1, 2], data: Float32Array.of(4, 4) } as const;
  const pointed = { ...source, get: (i: number) => ({ ...source.get(i), y: { keypoints: points } }) };
  const mixed = mosaic(pointed, { size: 16, scale: [0.5, 0.5] })(pointed.get(0), () => 0.5);
  assertEquals([...mixed.y.keypoints.data], [4, 4, 12, 4, 4, 12, 12, 12]);
});

Deno.test("mosaic() refuses what is no image, images of other channels, and objects of which one says less", () => {
  const refused = (others: object, Kind: typeof TypeError, message: string) => {
    const unlike = { ...source, get: () => ({ ...source.get(1), ...others }) };
    assertThrows(() => mosaic(unlike, { size: 8 })(source.get(0), () => 0.5), Kind, message);
  };
  const colors = { dtype: "uint8", shape: [8, 8, 3], data: new Uint8Array(192) };
  refused({ x: colors }, RangeError, "Cannot make mosaics of plain as its images must have the same channels: got 3");
  refused({ x: { ...colors, dtype: "float32" } }, TypeError, "Cannot use mosaic as x must be an image of bytes");
  const { labels: _, ...rest } = source.get(1).y;
  refused({ y: rest }, RangeError, "each must have the labels of its objects, as the first has: got one without.");
});

Deno.test("mosaic() refuses sources that promise their samples, and options out of range", () => {
  const slow = { ...source, get: () => Promise.resolve(source.get(0)) };
  assertThrows(
    () => mosaic(slow, { size: 8 })(source.get(0), () => 0.5),
    TypeError,
    "Cannot make mosaics of plain as it must hand out samples at once: got a promise.",
  );
  const message = "Cannot make mosaic as fill must be a whole number from 0 to 255: got 300.";
  assertEquals(assertThrows(() => mosaic(source, { size: 8, fill: 300 }), RangeError).message, message);
});
