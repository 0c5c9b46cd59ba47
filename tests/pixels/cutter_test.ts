import { assertEquals } from "@std/assert";
import { openCutter } from "../../src/pixels/cutter.ts";
import { generator } from "../../src/tensors/random.ts";
import type { Crop, ImageShape } from "../../src/transform.ts";
import { crop, cut, whole } from "../../src/pixels/frame.ts";

/** A part of an image, pixel by pixel. */
function part(image: Uint8Array, shape: ImageShape, one: Crop): Uint8Array {
  const bytes = new Uint8Array(one.height * one.width * shape[2]);
  cut(crop(whole(shape), one), image, bytes);
  return bytes;
}

Deno.test("cutter takes and mirrors any part of images of any number of channels", () => {
  const cutter = openCutter(), next = generator(5);
  const between = (least: number, most: number) => least + Math.floor(next() * (most - least + 1));
  for (let round = 0; round < 600; round++) {
    const shape = [between(1, 9), between(1, 24), 1 + round % 18] as const;
    const images = [0, 1].map(() => Uint8Array.from({ length: shape[0] * shape[1] * shape[2] }, () => between(0, 255)));
    const one: Crop = {
      top: between(-4, shape[0]),
      left: between(-4, shape[1]),
      height: between(1, 12),
      width: between(1, 28),
      mirrored: next() < 0.5,
    };
    const size = one.height * one.width * shape[2];
    cutter.begin(2 * size);
    images.forEach((image, i) => cutter.cut(image, crop(whole(shape), one), i * size));
    assertEquals(cutter.bytes(), Uint8Array.from(images.flatMap((image) => [...part(image, shape, one)])));
  }
});

Deno.test("cutter takes more memory when a batch or an image needs it, and keeps what is there", () => {
  const cutter = openCutter();
  cutter.begin(1 + 400 * 400);
  cutter.cut(Uint8Array.of(9), whole([1, 1, 1]), 0);
  const large = Uint8Array.from({ length: 400 * 400 }, (_, i) => i % 251);
  cutter.cut(large, whole([400, 400, 1]), 1);
  assertEquals(cutter.bytes(), Uint8Array.from([9, ...large]));
});

Deno.test("cutter takes a part of a large image as it takes one of a small image", () => {
  const shape = [300, 310, 3] as const, cutter = openCutter(), next = generator(6);
  const image = Uint8Array.from({ length: 300 * 310 * 3 }, () => Math.floor(next() * 256));
  for (const [top, left, mirrored] of [[120, 7, false], [-5, 290, true], [290, -4, true], [400, 0, false]] as const) {
    const one: Crop = { top, left, height: 24, width: 33, mirrored };
    cutter.begin(24 * 33 * 3);
    cutter.cut(image, crop(whole(shape), one), 0);
    assertEquals(cutter.bytes(), part(image, shape, one));
  }
});

Deno.test("cutter puts batches into trays, each of which stands until it is used again", () => {
  const cutter = openCutter(2);
  const fill = (byte: number, tray: number) => {
    cutter.begin(5, tray);
    for (let i = 0; i < 5; i++) cutter.cut(Uint8Array.of(byte), whole([1, 1, 1]), i);
    return cutter.bytes();
  };
  const first = fill(1, 0), second = fill(2, 1);
  assertEquals([...first, ...second], [1, 1, 1, 1, 1, 2, 2, 2, 2, 2]);
  fill(3, 0);
  assertEquals([...first, ...second], [3, 3, 3, 3, 3, 2, 2, 2, 2, 2]);
});
