import { assertEquals } from "@std/assert";
import { decodeCmyk, isCmyk } from "../../../src/pixels/decode_image/cmyk.ts";
import { measureJpeg } from "../../../src/pixels/decode_image/header.ts";
import { readBlocks } from "../../../src/pixels/decode_image/jpeg_blocks.ts";
import { CMYK_IMAGES } from "../cmyk_images.ts";
import { PILLOW_IMAGES } from "../pillow_images.ts";

Deno.test("isCmyk() tells JPEGs of four channels from all others", () => {
  for (const { name, bytes } of CMYK_IMAGES) assertEquals(isCmyk(bytes), true, name);
  for (const { name, bytes } of PILLOW_IMAGES) assertEquals(isCmyk(bytes), false, name);
  const [{ bytes }] = CMYK_IMAGES as [typeof CMYK_IMAGES[0]];
  assertEquals(isCmyk(Uint8Array.of(0xff, 0xd8, 0xff, 0xff, ...bytes.subarray(2))), true, "with bytes of filling");
});

// What comes of the parts is held against Pillow's pixels in decode_image_test.ts.
Deno.test("decodeCmyk() parts a file into two of three channels, with every number of its blocks", () => {
  for (const { name, bytes } of CMYK_IMAGES) {
    const parts: Uint8Array[] = [];
    decodeCmyk(bytes, (part) => {
      parts.push(part);
      return { data: new Uint8ClampedArray(), width: 21, height: 19 };
    });
    const numbers = ({ across, down, stride, blocks }: ReturnType<typeof readBlocks>["channels"][0]) =>
      Array.from({ length: down }, (_, row) => [...blocks.subarray(64 * row * stride, 64 * (row * stride + across))]);
    const [c, m, y, k] = readBlocks(bytes).channels.map(numbers);
    assertEquals(parts.map((part) => readBlocks(part).channels.map(numbers)), [[c, m, y], [c, k, m]], name);
    assertEquals(parts.map(measureJpeg), Array(2).fill({ width: 21, height: 19, scans: 3 }));
  }
});

Deno.test("decodeCmyk() gives nothing where a part cannot be decoded", () => {
  assertEquals(decodeCmyk(CMYK_IMAGES[0]!.bytes, () => null), undefined);
});
