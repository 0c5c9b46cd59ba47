import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import type { Sample } from "../../src/source.ts";
import { memoryImages, share, sharedImages } from "../../src/sources/memory_images.ts";
import type { Picture } from "../../src/transform.ts";

const pixels = Uint8Array.of(1, 2, 3, 4, 5, 6), labels = Uint8Array.of(7, 8, 9), shape = [1, 2, 1] as const;

Deno.test("memoryImages() hands out images where they lie", () => {
  const source = memoryImages({ pixels, labels, shape });
  const { x, y } = source.get(2) as Sample<Picture, number>;
  assertEquals([x, y], [{ dtype: "uint8", data: Uint8Array.of(5, 6), shape }, 9]);
  assertEquals([source.title!(2), source.size, source.labels!()], ["image 2", 3, labels]);
  assertStrictEquals(x.data.buffer, pixels.buffer);
});

Deno.test("memoryImages() can be made elsewhere where its memory is shared, be it a part of it", () => {
  assertEquals(memoryImages({ pixels, labels, shape }).recipe, undefined);
  for (const many of [labels, Int32Array.of(7, 800, -9)]) {
    const shared = share({ pixels, labels: many });
    const part = { pixels: shared.pixels.subarray(2), labels: shared.labels.subarray(1) };
    const { name, options } = memoryImages({ ...part, shape }).recipe!;
    const again = sharedImages(options as Parameters<typeof sharedImages>[0]);
    const { x, y } = again.get(1) as Sample<Picture, number>;
    assertEquals([name, x.data, y], ["sharedImages", Uint8Array.of(5, 6), many[2]]);
  }
});

Deno.test("memoryImages() refuses images that are cut short", () => {
  assertEquals(
    assertThrows(() => memoryImages({ pixels, labels, shape: [1, 3, 1] }), RangeError).message,
    "Cannot use images in memory as 3 images of 1 x 3 x 1 take 9 bytes: got 6. " +
      "Check the shape, or whether the data was cut short.",
  );
});

Deno.test("share() copies images once into memory that threads share", () => {
  const shared = share({ pixels, labels });
  assertEquals([shared.pixels, shared.labels, shared.pixels.buffer instanceof SharedArrayBuffer], [
    pixels,
    labels,
    true,
  ]);
  assertStrictEquals(share(shared).pixels, shared.pixels);
});
