import { assertEquals, assertThrows } from "@std/assert";
import { openPrinter } from "../../src/datasets/printer.ts";
import { generator } from "../../src/tensors/random.ts";
import type { Conversion, Crop } from "../../src/transform.ts";
import { crop, cut, whole } from "../../src/transforms/frame.ts";

/** Numbers that tell byte and channel. */
const conversion: Conversion = {
  name: "telling",
  affine: (channels) => ({
    scale: Array.from({ length: channels }, (_, c) => 1 / (3 + c)),
    offset: Array.from({ length: channels }, (_, c) => 1000 * c + 0.1),
  }),
};

/** A byte of a channel as a number, in float32. */
function numberOf(byte: number, channel: number, channels: number): number {
  const { scale, offset } = conversion.affine(channels), { fround } = Math;
  return fround(fround(byte * fround(scale[channel]!)) + fround(offset[channel]!));
}

/** What the printer does, step by step. */
function printed(image: Uint8Array, shape: readonly [number, number, number], one: Crop): Float32Array {
  const frame = crop(whole(shape), one), channels = shape[2];
  const bytes = new Uint8Array(one.height * one.width * channels);
  cut(frame, image, bytes);
  return Float32Array.from(bytes, (byte, i) => numberOf(byte, i % channels, channels));
}

Deno.test("printer crops, mirrors and converts as one after the other would, to the last bit", () => {
  const printer = openPrinter(conversion), next = generator(5);
  const between = (least: number, most: number) => least + Math.floor(next() * (most - least + 1));
  for (let round = 0; round < 400; round++) {
    const shape = [between(1, 9), between(1, 14), 1 + round % 6] as const;
    const images = [0, 1].map(() => Uint8Array.from({ length: shape[0] * shape[1] * shape[2] }, () => between(0, 255)));
    const one: Crop = {
      top: between(-4, shape[0]),
      left: between(-4, shape[1]),
      height: between(1, 12),
      width: between(1, 18),
      mirrored: next() < 0.5,
    };
    const size = one.height * one.width * shape[2];
    printer.begin(2 * size, shape[2]);
    images.forEach((image, i) => printer.print(image, crop(whole(shape), one), i * size));
    const truth = images.flatMap((image) => [...printed(image, shape, one)]);
    assertEquals(printer.numbers(), Float32Array.from(truth));
  }
});

Deno.test("printer takes more memory when a batch or an image needs it, and keeps what is printed", () => {
  const printer = openPrinter(conversion);
  printer.begin(1 + 400 * 400, 1);
  printer.print(Uint8Array.of(9), whole([1, 1, 1]), 0);
  const large = Uint8Array.from({ length: 400 * 400 }, (_, i) => i % 251);
  printer.print(large, whole([400, 400, 1]), 1);
  assertEquals(printer.numbers(), Float32Array.from([9, ...large], (byte) => numberOf(byte, 0, 1)));
});

Deno.test("printer takes a part of a large image as it takes one of a small image", () => {
  const shape = [300, 310, 3] as const, printer = openPrinter(conversion), next = generator(6);
  const image = Uint8Array.from({ length: 300 * 310 * 3 }, () => Math.floor(next() * 256));
  for (const [top, left, mirrored] of [[120, 7, false], [-5, 290, true], [290, -4, true], [400, 0, false]] as const) {
    const part: Crop = { top, left, height: 24, width: 33, mirrored };
    printer.begin(24 * 33 * 3, 3);
    printer.print(image, crop(whole(shape), part), 0);
    assertEquals(printer.numbers(), printed(image, shape, part));
  }
});

Deno.test("printer puts batches into trays, each of which stands until it is used again", () => {
  const printer = openPrinter(conversion, 2);
  const print = (byte: number, tray: number) => {
    printer.begin(5, 1, tray);
    for (let i = 0; i < 5; i++) printer.print(Uint8Array.of(byte), whole([1, 1, 1]), i);
    return printer.numbers();
  };
  const first = print(1, 0), second = print(2, 1);
  assertEquals([first[4], second[4]], [1, 2].map((byte) => numberOf(byte, 0, 1)));
  print(3, 0);
  assertEquals([first[4], second[4]], [3, 2].map((byte) => numberOf(byte, 0, 1)));
});

Deno.test("printer refuses a conversion that does not fit the channels", () => {
  const short: Conversion = { name: "short", affine: () => ({ scale: [1], offset: [0] }) };
  assertThrows(() => openPrinter(short).begin(3, 3), RangeError, "got 1 and 1.");
});
