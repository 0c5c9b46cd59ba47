import { assert, assertEquals } from "@std/assert";
import { openBrush } from "../../src/pixels/brush.ts";
import { openWorkspace } from "../../src/pixels/program.ts";
import { retouches } from "../../src/pixels/retouch.ts";
import { affine, warp } from "../../src/pixels/warp.ts";
import { generator } from "../../src/tensors/random.ts";
import type { ImageShape } from "../../src/transform.ts";

const SHAPES: readonly ImageShape[] = [[1, 1, 3], [2, 3, 3], [3, 3, 3], [5, 4, 1], [3, 7, 3], [33, 37, 3], [9, 31, 1]];
const brush = openBrush();

function noise([height, width, channels]: ImageShape): Uint8Array {
  const next = generator(height * 100 + width);
  return Uint8Array.from({ length: height * width * channels }, () => 256 * next());
}

const cut = (value: number) => Math.trunc(Math.min(Math.max(value, 0), 255));
const light = (r: number, g: number, b: number) => Math.floor(r * 0.2989 + g * 0.587 + b * 0.114);

/** Each byte of an image, one after the other, by its place. */
const TRUTHS = {
  brightness: ([factor]: number[]) => (from: Uint8Array) => from.map((byte) => cut(byte * factor!)),
  solarize: ([least]: number[]) => (from: Uint8Array) => from.map((byte) => byte >= least! ? 255 - byte : byte),
  posterize: ([bits]: number[]) => (from: Uint8Array) => from.map((byte) => byte >> (8 - bits!) << (8 - bits!)),
  invert: () => (from: Uint8Array) => from.map((byte) => 255 - byte),
  saturation: ([factor]: number[]) => (from: Uint8Array, [, , channels]: ImageShape) =>
    from.map((byte, i) => {
      const at = i - i % 3;
      return channels === 1
        ? byte
        : cut(byte * factor! + light(from[at]!, from[at + 1]!, from[at + 2]!) * (1 - factor!));
    }),
  contrast: ([factor]: number[]) => (from: Uint8Array, [height, width, channels]: ImageShape) => {
    let sum = 0;
    for (let i = 0; i < from.length; i += channels) {
      sum += channels === 1 ? from[i]! : light(from[i]!, from[i + 1]!, from[i + 2]!);
    }
    return from.map((byte) => cut(byte * factor! + sum / (height * width) * (1 - factor!)));
  },
  sharpness: ([factor]: number[]) => (from: Uint8Array, [height, width, channels]: ImageShape) =>
    from.map((byte, i) => {
      const x = Math.floor(i / channels) % width, y = Math.floor(i / channels / width);
      if (x === 0 || y === 0 || x === width - 1 || y === height - 1) return byte;
      let sum = 4 * byte;
      for (const down of [-1, 0, 1]) {
        for (const across of [-1, 0, 1]) sum += from[i + (down * width + across) * channels]!;
      }
      return cut(byte + (Math.floor(sum / 13 + 0.5) - byte) * (1 - factor!));
    }),
} as const;

Deno.test("openBrush() changes pixels as one after the other is, whatever the shape, and none beyond the image", () => {
  const strengths = { brightness: [0.37, 1, 1.9], solarize: [0, 100.5, 255, 256], posterize: [1, 5, 8], invert: [0] };
  const tones = { saturation: [0, 0.4, 1.7], contrast: [0, 0.4, 1.7], sharpness: [0, 0.4, 2.7] };
  for (const [name, values] of Object.entries({ ...strengths, ...tones })) {
    for (const strength of values) {
      for (const shape of SHAPES) {
        const from = noise(shape), room = new Uint8Array(from.length + 40).fill(7);
        const to = room.subarray(20, 20 + from.length);
        retouches[name as "invert"](...[strength] as unknown as [])(from, to, shape, brush);
        const truth = TRUTHS[name as keyof typeof TRUTHS]([strength])(from, shape);
        const worst = to.reduce((worst, byte, i) => Math.max(worst, Math.abs(byte - truth[i]!)), 0);
        // Numbers of 32 bits may come down on the other side of a whole one.
        assert(worst <= (Number.isInteger(strength) ? 0 : 1), `${name} ${strength} of ${shape}: ${worst}`);
        assertEquals(
          [room.subarray(0, 20), room.subarray(20 + from.length)].map((border) => border.every((one) => one === 7)),
          [true, true],
        );
      }
    }
  }
});

Deno.test("openBrush() counts bytes and looks them up by thirds", () => {
  for (const shape of SHAPES) {
    const image = noise(shape), counts = brush.count(image).slice(), truth = new Uint32Array(768);
    image.forEach((byte, i) => truth[256 * (i % 3) + byte]!++);
    assertEquals(counts, truth);
    const tables = Uint8Array.from({ length: 768 }, (_, i) => i * 37 + (i >> 8)), to = new Uint8Array(image.length);
    brush.lookUp(image, to, tables);
    assertEquals(to, image.map((byte, i) => tables[256 * (i % 3) + byte]!));
  }
});

Deno.test("openBrush() finds the least and the greatest bytes of each channel, and spreads all between them as division does", () => {
  for (const shape of SHAPES) {
    const image = noise(shape).map((byte, i) => byte % (250 - 80 * (i % 3)) + 3),
      third = (channel: number) => image.filter((_, i) => i % 3 === channel);
    assertEquals(
      brush.extremes(image),
      [0, 1, 2].map((channel) =>
        third(channel).reduce(
          ([a, b], byte) => [Math.min(a, byte), Math.max(b, byte)] as const,
          [
            255,
            0,
          ] as readonly [number, number],
        )
      ),
    );
  }
  const image = new Uint8Array(256), to = new Uint8Array(256);
  for (let range = 1; range < 256; range++) {
    const least = [255 - range, 0, range % (256 - range)];
    image.forEach((_, i) => image[i] = least[i % 3]! + i % (range + 1));
    brush.stretch(image, to, least, [255 / range, 255 / range, 255 / range]);
    assertEquals(to, image.map((_, i) => Math.floor(255 * (i % (range + 1)) / range)));
  }
});

Deno.test("openBrush() takes the nearest pixels by any matrix, as one after the other is taken", () => {
  const still = { angle: 0, translate: [0, 0], scale: 1, shear: [0, 0] } as const;
  const moves = [
    ...[still, { ...still, translate: [2, 0] }, { ...still, translate: [-3, -1] }, { ...still, translate: [90, 0] }],
    ...[{ ...still, translate: [0, -90] }, { ...still, shear: [16, 0] }, { ...still, shear: [-30, 0] }],
    ...[{ ...still, shear: [0, 12] }, { ...still, angle: 21 }, {
      angle: -70,
      translate: [1, 2],
      scale: 1.4,
      shear: [9, 4],
    }],
  ] as const;
  for (const shape of [...SHAPES, [6, 5, 4], [6, 5, 2]] as const) {
    const image = noise(shape), size = [shape[0], shape[1]] as const, fill = [9, 200, 31, 4].slice(0, shape[2]);
    for (const move of moves) {
      const warping = { method: "nearest", fill, maskFill: 0 } as const, matrix = affine(move, size, size);
      const [got, truth] = [{ ...warping, brush }, warping].map((warping) => {
        const to = new Uint8Array(image.length);
        warp(matrix, shape, size, warping).image(image, to);
        return to;
      });
      assertEquals(got, truth, JSON.stringify({ shape, move }));
    }
  }
});

Deno.test("openBrush() has room for images that grow, and two of its own", () => {
  const small = new Uint8Array(3).fill(5), own = brush.image(0, 3);
  brush.paint(small, own, ({ tone }, from, to) => tone(from, to, 3, 2, 0));
  const large = new Uint8Array(300_000).fill(3), to = new Uint8Array(large.length);
  brush.paint(large, to, ({ tone }, from, to) => tone(from, to, large.length, 2, 0));
  assertEquals([to.every((byte) => byte === 6), [...own]], [true, [10, 10, 10]]);
  // What was its own before the memory grew still is an image.
  brush.paint(own, small, ({ tone }, from, to) => tone(from, to, 3, 1, 1));
  assertEquals([...small], [11, 11, 11]);
});

Deno.test("openBrush() works where images lie, from the first places of a memory on, and in one place", () => {
  const workspace = openWorkspace(), { room } = workspace, shape = [5, 300, 3] as const, size = 5 * 300 * 3;
  const [from, to] = [room.take(size + 16), room.take(size + 16)].map(({ at }) => at);
  const brush = openBrush(workspace), image = (at: number) => room.bytes.subarray(at, at + size);
  const old = Uint8Array.from({ length: size }, (_, i) => i % 251);
  image(from!).set(old);
  // All rows come from above the image, and then from below.
  for (const rows of [-9, 9]) {
    brush.nearest(image(from!), image(to!), shape, [1, 0, 0, 0, 1, rows], [7, 8, 9]);
    assertEquals([...new Set(image(to!))], [7, 8, 9]);
  }
  brush.copy(image(from!), image(to!));
  assertEquals(image(to!), old);
  brush.paint(image(to!), image(to!), ({ sharpen }, from, to) => sharpen(from, to, ...shape, 0.5));
  const wanted = new Uint8Array(size);
  openBrush().paint(old, wanted, ({ sharpen }, from, to) => sharpen(from, to, ...shape, 0.5));
  assertEquals(image(to!), wanted);
});
