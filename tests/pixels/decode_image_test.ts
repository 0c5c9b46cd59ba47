import { assertEquals, assertThrows } from "@std/assert";
import { imageDecoder } from "../../src/pixels/decode_image.ts";
import { CMYK, PILLOW_IMAGES } from "./pillow_images.ts";

const decode = await imageDecoder();

for (const { name, bytes, pixels } of PILLOW_IMAGES) {
  Deno.test(`imageDecoder() reads ${name} as Pillow does, byte by byte`, () => {
    const picture = decode(bytes);
    assertEquals([[...picture.data], picture.shape], [[...pixels], [3, 4, 3]]);
  });

  Deno.test(`imageDecoder() refuses ${name} where it was cut short, and goes on`, () => {
    assertThrows(() => decode(bytes.subarray(0, bytes.length * 0.6)), TypeError, "got one that cannot be decoded");
    assertEquals([...decode(bytes).data], [...pixels]);
  });
}

Deno.test("imageDecoder() says why it refuses an image", () => {
  const message = (bytes: Uint8Array) => assertThrows(() => decode(bytes), TypeError).message;
  assertEquals(
    message(CMYK.bytes),
    "it must be a whole JPEG of grey or RGB: got one that cannot be decoded (Unsupported color conversion request)",
  );
  assertEquals(
    message(PILLOW_IMAGES[0]!.bytes.subarray(0, 305)),
    "it must be a whole JPEG of grey or RGB: got one that cannot be decoded (Premature end of JPEG file)",
  );
  assertEquals(
    message(new TextEncoder().encode("GIF89a")),
    "it must be JPEG, PNG or WebP: got a file that begins with [47 49 46 38]",
  );
  assertEquals(message(new Uint8Array()), "it must be JPEG, PNG or WebP: got a file that begins with []");
});
