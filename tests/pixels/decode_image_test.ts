import { assertEquals, assertThrows } from "@std/assert";
import { imageDecoder } from "../../src/pixels/decode_image.ts";
import { ANIMATED_IMAGES } from "./animated_images.ts";
import { CMYK_IMAGES } from "./cmyk_images.ts";
import { PILLOW_IMAGES } from "./pillow_images.ts";

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

for (const { name, bytes, pixels, shape } of ANIMATED_IMAGES) {
  Deno.test(`imageDecoder() reads the first frame of an animation, ${name}, as Pillow does`, () => {
    const picture = decode(bytes);
    assertEquals([[...picture.data], picture.shape as readonly number[]], [[...pixels], shape]);
  });
}

for (const { name, bytes, pixels } of CMYK_IMAGES) {
  Deno.test(`imageDecoder() reads a JPEG of four channels, ${name}, as Pillow does, byte by byte`, () => {
    const picture = decode(bytes);
    assertEquals([picture.data, picture.shape], [pixels, [19, 21, 3]]);
  });

  Deno.test(`imageDecoder() refuses ${name} of four channels where it was cut short, and goes on`, () => {
    assertThrows(() => decode(bytes.subarray(0, bytes.length * 0.9)), TypeError, "got one that cannot be decoded");
    assertEquals(decode(bytes).data, pixels);
  });
}

Deno.test("imageDecoder() goes on after any number of broken images", () => {
  const named = (name: string) => PILLOW_IMAGES.find((image) => image.name === name)!;
  const png = named("rgba.png"), jpeg = named("rgb.jpg");
  // A PNG that says that it is 9000 x 9000 takes 324 MB before it is found out, and a program has 4 GB at most.
  const vast = png.bytes.slice();
  vast.set([0, 0, 0x23, 0x28, 0, 0, 0x23, 0x28], 16);
  for (let i = 0; i < 16; i++) assertThrows(() => decode(vast), TypeError, "cannot be decoded");
  // One of a process that is not decoded (T.81, table B.1) ends in the middle of the decoder.
  const lossless = jpeg.bytes.slice();
  lossless[frameAt(lossless) + 1] = 0xc3;
  for (let i = 0; i < 200; i++) assertThrows(() => decode(lossless), TypeError, "cannot be decoded");
  for (const { bytes, pixels } of [png, jpeg]) assertEquals([...decode(bytes).data], [...pixels]);
});

/** Where the frame of a JPEG begins. */
function frameAt(bytes: Uint8Array): number {
  return bytes.findIndex((byte, i) => byte === 0xff && bytes[i + 1] === 0xc0);
}

Deno.test("imageDecoder() refuses an image that would be decoded for minutes before it begins", () => {
  const bomb = PILLOW_IMAGES.find(({ name }) => name === "rgb.jpg")!.bytes.slice();
  bomb.set([255, 255, 255, 255], frameAt(bomb) + 5);
  assertThrows(() => decode(bomb), TypeError, "it must have at most 89478485 pixels: got 65535 x 65535");
});

Deno.test("imageDecoder() says why it refuses an image", () => {
  const message = (bytes: Uint8Array) => assertThrows(() => decode(bytes), TypeError).message;
  const strange = PILLOW_IMAGES[0]!.bytes.slice();
  strange[frameAt(strange) + 1] = 0xc3;
  assertEquals(
    message(strange),
    "it must be a whole JPEG: got one that cannot be decoded (Unsupported JPEG process: SOF type 0xc3)",
  );
  assertEquals(
    message(PILLOW_IMAGES[0]!.bytes.subarray(0, 305)),
    "it must be a whole JPEG: got one that cannot be decoded (Premature end of JPEG file)",
  );
  assertEquals(
    message(new TextEncoder().encode("GIF89a")),
    "it must be JPEG, PNG or WebP: got a file that begins with [47 49 46 38]",
  );
  assertEquals(message(new Uint8Array()), "it must be JPEG, PNG or WebP: got a file that begins with []");
});
