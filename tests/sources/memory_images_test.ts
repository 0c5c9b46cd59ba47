import { assertEquals, assertStrictEquals } from "@std/assert";
import { bytesOf, memorySource, share } from "../../src/sources/memory_images.ts";

const pixels = Uint8Array.of(1, 2, 3, 4, 5, 6), labels = Uint8Array.of(7, 8, 9);

Deno.test("memorySource() hands out images where they lie", () => {
  const source = memorySource({ pixels, shape: [1, 2, 1] });
  assertEquals([source.image(2), source.title(2)], [{ pixels: Uint8Array.of(5, 6), shape: [1, 2, 1] }, "image 2"]);
  assertStrictEquals(source.image(0).pixels.buffer, pixels.buffer);
});

Deno.test("memorySource() can be made elsewhere where its memory is shared, be it a part of it", () => {
  assertEquals(memorySource({ pixels, shape: [1, 2, 1] }).recipe, undefined);
  const part = share({ pixels, labels }).pixels.subarray(2);
  const { name, recipe } = memorySource({ pixels: part, shape: [1, 2, 1] });
  const again = memorySource(recipe!.options as Parameters<typeof memorySource>[0]);
  assertEquals([name, again.image(1).pixels], ["memorySource", Uint8Array.of(5, 6)]);
});

Deno.test("share() copies images once into memory that threads share", () => {
  const shared = share({ pixels, labels });
  assertEquals([shared.pixels, shared.pixels.buffer instanceof SharedArrayBuffer], [pixels, true]);
  assertStrictEquals(share(shared), shared);
});

Deno.test("bytesOf() is height times width times channels", () => assertEquals(bytesOf([2, 3, 4]), 24));
