import { assertEquals, assertThrows } from "@std/assert";
import { readBlocks } from "../../../src/pixels/decode_image/jpeg_blocks.ts";
import { CMYK_IMAGES } from "../cmyk_images.ts";

const named = (name: string) => CMYK_IMAGES.find((image) => image.name === name)!.bytes;

Deno.test("readBlocks() tells channels, how they are stretched, and Adobe's mark", () => {
  const shapes = (name: string) => {
    const { width, height, channels, transform } = readBlocks(named(name));
    return [width, height, transform, channels.map(({ h, v, across, down }) => [h, v, across, down].join())];
  };
  assertEquals(shapes("smooth.jpg"), [21, 19, 0, Array(4).fill("1,1,3,3")]);
  assertEquals(shapes("stretched.jpg"), [21, 19, 0, ["2,2,3,3", ...Array(3).fill("1,1,2,2")]]);
  assertEquals(shapes("without_adobe.jpg")[2], undefined);
});

Deno.test("readBlocks() finds the same numbers whether a file has restart marks or not", () => {
  const restarts = readBlocks(named("restarts.jpg"));
  // Both were written of the same pixels at one quality.
  const progressive = readBlocks(named("progressive.jpg"));
  assertEquals(
    restarts.channels.map(({ blocks }) => [...blocks]),
    progressive.channels.map(({ blocks }) => [...blocks]),
  );
});

Deno.test("readBlocks() refuses a file without its end, wherever it was cut", () => {
  // Of one without a scan, and one of some of its scans, blocks were 0 or coarse in silence.
  for (const name of ["noise.jpg", "progressive.jpg"]) {
    const bytes = named(name);
    for (let size = 2; size < bytes.length; size++) assertThrows(() => readBlocks(bytes.subarray(0, size)), RangeError);
    readBlocks(bytes);
  }
});

Deno.test("readBlocks() goes over bytes between segments that are no marker, as libjpeg does", () => {
  const bytes = named("progressive.jpg"),
    odd = Uint8Array.of(...bytes.subarray(0, 2), 7, 0xff, 0, 0xff, ...bytes.subarray(2));
  const numbers = (file: Uint8Array) => readBlocks(file).channels.map(({ blocks }) => [...blocks]);
  assertEquals(numbers(odd), numbers(bytes));
});

Deno.test("readBlocks() refuses what is cut short or has no frame", () => {
  const bytes = named("noise.jpg");
  assertThrows(() => readBlocks(bytes.subarray(0, bytes.length - 100)), RangeError, "the scan ends early");
  assertThrows(() => readBlocks(Uint8Array.of(0xff, 0xd8, 0xff, 0xd9)), RangeError, "there is no frame");
});
