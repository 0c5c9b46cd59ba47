import { assertEquals } from "@std/assert";
import { grouped, joined } from "../../src/loading/groups.ts";
import { memoryImages } from "../../src/sources/memory_images.ts";
import { centerCrop } from "../../src/transforms/center_crop.ts";

const batches = (count: number, size: number) =>
  Array.from({ length: count }, (_, i) => Uint32Array.from({ length: size }, (_, k) => i * size + k));
const sizes = (shape: readonly [number, number, number], order: Uint32Array[], crop?: number) => {
  const supply = {
    source: memoryImages({ pixels: new Uint8Array(0), labels: new Uint8Array(0), shape }),
    transforms: crop === undefined ? [] : [centerCrop({ size: crop })],
  };
  return [...grouped(supply, order)].map(({ length }) => length);
};

Deno.test("grouped() puts small batches together, by what is left of the images", () => {
  assertEquals(sizes([32, 32, 3], batches(12, 32)), [5, 5, 2]);
  assertEquals(sizes([8, 8, 3], batches(20, 32)), [8, 8, 4]);
  assertEquals(sizes([224, 224, 3], batches(3, 32)), [1, 1, 1]);
  assertEquals(sizes([224, 224, 3], batches(9, 32), 8), [8, 1]);
});

Deno.test("grouped() leaves batches alone where the images have shapes of their own", () => {
  const { shape: _, ...source } = memoryImages({
    pixels: new Uint8Array(0),
    labels: new Uint8Array(0),
    shape: [1, 1, 1],
  });
  assertEquals([...grouped({ source, transforms: [] }, batches(3, 1))].length, 3);
});

Deno.test("joined() has the images of all batches in their order", () => {
  assertEquals(joined(batches(3, 2)), Uint32Array.of(0, 1, 2, 3, 4, 5));
});
