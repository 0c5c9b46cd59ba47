import { assertEquals, assertThrows } from "@std/assert";
import { checkMeasure, formatOf, measureJpeg } from "../../../src/pixels/decode_image/header.ts";
import { PILLOW_IMAGES } from "../pillow_images.ts";

/** Bytes of a JPEG: a frame of the given sizes, and scans of three bytes each. */
function jpeg(height: number, width: number, scans: number, before: readonly number[] = []): Uint8Array {
  const frame = [0xff, 0xc2, 0, 11, 8, height >> 8, height & 255, width >> 8, width & 255, 1, 1, 0x11, 0];
  const scan = [0xff, 0xda, 0, 8, 1, 1, 0, 1, 63, 0, 0x12, 0xff, 0];
  const all = [0xff, 0xd8, ...before, ...frame];
  for (let i = 0; i < scans; i++) all.push(...scan);
  return Uint8Array.of(...all, 0xff, 0xd9, ...new Array(8).fill(0));
}

Deno.test("measureJpeg() counts the scans of an image, whatever stands between them", () => {
  for (const { name, bytes } of PILLOW_IMAGES.filter(({ name }) => name.endsWith(".jpg"))) {
    const { width, height } = measureJpeg(bytes)!;
    assertEquals([width, height], [4, 3], name);
  }
  assertEquals(measureJpeg(jpeg(3, 4, 7)), { width: 4, height: 3, scans: 7 });
  // A mark that stands alone has no length, and hides nothing.
  assertEquals(measureJpeg(jpeg(3, 4, 2, [0xff, 0x01, 0xff, 0xff, 0xff])), { width: 4, height: 3, scans: 2 });
  assertEquals(measureJpeg(Uint8Array.of(0xff, 0xd8, 0xff)), undefined);
});

Deno.test("checkMeasure() refuses images of more pixels than photographs have, and scans without end", () => {
  const message = (bytes: Uint8Array) => assertThrows(() => checkMeasure(bytes, formatOf(bytes)!), TypeError).message;
  const rule = "it must have at most 89478485 pixels: got ";
  assertEquals(message(jpeg(65535, 65535, 1)), `${rule}65535 x 65535`);
  assertEquals(
    message(jpeg(4096, 4096, 120)),
    "it must go over at most 2000000000 pixels, all scans together: got 120 scans of 4096 x 4096",
  );
  assertEquals(checkMeasure(jpeg(4096, 4096, 100), "JPEG"), undefined);
  const png = PILLOW_IMAGES.find(({ name }) => name.endsWith(".png"))!.bytes.slice();
  png.set([0, 1, 0, 0, 0, 1, 0, 0], 16);
  assertEquals(message(png), `${rule}65536 x 65536`);
  const text = (word: string) => [...word].map((letter) => letter.charCodeAt(0));
  const webp = (...chunk: number[]) => Uint8Array.of(...text("RIFF\0\0\0\0WEBP"), ...chunk);
  assertEquals(
    message(webp(...text("VP8X"), 0, 0, 0, 0, 0, 0, 0, 0, 255, 255, 0, 255, 255, 0)),
    `${rule}65536 x 65536`,
  );
  assertEquals(message(webp(...text("VP8L"), 0, 0, 0, 0, 0x2f, 255, 255, 255, 15)), `${rule}16384 x 16384`);
  assertEquals(
    message(webp(...text("VP8 "), 0, 0, 0, 0, 0, 0, 0, 0x9d, 1, 0x2a, 255, 63, 255, 63)),
    `${rule}16383 x 16383`,
  );
});

Deno.test("checkMeasure() lets every image of Pillow's through", () => {
  for (const { bytes } of PILLOW_IMAGES) assertEquals(checkMeasure(bytes, formatOf(bytes)!), undefined);
});
