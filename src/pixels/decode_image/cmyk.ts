/**
 * JPEGs of four channels, as printers want them. The decoder knows none, so that such a file is parted into two of three
 * channels, one with the black; no number of its blocks changes, and the pixels are those of libjpeg.
 */
import { writeBits } from "./bits.ts";
import { type Channel, type JpegBlocks, readBlocks } from "./jpeg_blocks.ts";
import type { Rgba } from "./png.ts";

/** Whether a JPEG is of four channels. */
export function isCmyk(bytes: Uint8Array): boolean {
  for (let at = 2; bytes[at] === 0xff && at + 9 < bytes.length;) {
    const marker = bytes[at + 1]!;
    if (marker >= 0xc0 && marker <= 0xc2) return bytes[at + 9] === 4;
    // Bytes of filling may stand before a marker.
    at += marker === 0xff ? 1 : 2 + bytes[at + 2]! * 256 + bytes[at + 3]!;
  }
  return false;
}

/**
 * Reads a JPEG of four channels, in Adobe's way of writing them the wrong way round, as Pillow takes every such file.
 *
 * @param bytes The whole file.
 * @param decode Decodes a JPEG of one or three channels.
 * @returns Undefined where a part cannot be decoded.
 */
export function decodeCmyk(bytes: Uint8Array, decode: (bytes: Uint8Array) => Rgba | null): Rgba | undefined {
  const jpeg = readBlocks(bytes), [c, m, y, k] = jpeg.channels as [Channel, Channel, Channel, Channel];
  // The others say how far a channel is stretched, so that the black takes two of them along.
  if (k.h > Math.max(c.h, m.h) || k.v > Math.max(c.v, m.v)) return undefined;
  if (y.h > Math.max(c.h, m.h) || y.v > Math.max(c.v, m.v)) return undefined;
  // YCCK: what comes of it as RGB are the inks themselves.
  const mixed = jpeg.transform !== undefined && jpeg.transform !== 0;
  const inks = decode(write(jpeg, [c, m, y], mixed ? 1 : 0));
  const light = decode(write(jpeg, [c, k, m], 0));
  if (inks === null || light === null) return undefined;
  const data = new Uint8ClampedArray(inks.data.length);
  for (let i = 0; i < data.length; i++) {
    const left = light.data[i - i % 4 + 1]!, ink = mixed ? inks.data[i]! : 255 - inks.data[i]!;
    // Pillow's product of bytes: divided by 255 and rounded.
    const product = ink * left + 128;
    data[i] = i % 4 === 3 ? 255 : left - ((product + (product >> 8)) >> 8);
  }
  return { data, width: inks.width, height: inks.height };
}

/** All words of a code are of one length: 12 of 4 bits for the first numbers, 162 of 8 for the others (T.81, F.1.2). */
const FIRST = Array.from({ length: 12 }, (_, size) => size);
const OTHERS = [0, 0xf0, ...Array.from({ length: 160 }, (_, i) => Math.floor(i / 10) * 16 + i % 10 + 1)];
const WORDS = new Map(OTHERS.map((value, word) => [value, word]));

/** A sequential JPEG of some of the channels, a scan for each. */
function write(jpeg: JpegBlocks, channels: readonly Channel[], transform: number): Uint8Array {
  const { width, height, quantisation } = jpeg;
  const parts: (readonly number[] | Uint8Array)[] = [[0xff, 0xd8]];
  const segment = (marker: number, body: ArrayLike<number>) =>
    parts.push([0xff, marker, (body.length + 2) >> 8, (body.length + 2) & 255], Uint8Array.from(body));
  segment(0xee, [...new TextEncoder().encode("Adobe"), 0, 100, 0, 0, 0, 0, transform]);
  for (const table of quantisation) segment(0xdb, table);
  const frame = channels.flatMap(({ h, v, table }, i) => [i + 1, h * 16 + v, table]);
  segment(0xc0, [8, height >> 8, height & 255, width >> 8, width & 255, channels.length, ...frame]);
  const counts = (length: number, count: number) => Array.from({ length: 16 }, (_, i) => i + 1 === length ? count : 0);
  segment(0xc4, [0x00, ...counts(4, FIRST.length), ...FIRST, 0x10, ...counts(8, OTHERS.length), ...OTHERS]);
  for (const [i, channel] of channels.entries()) {
    segment(0xda, [1, i + 1, 0x00, 0, 63, 0]);
    parts.push(scanOf(channel));
  }
  parts.push([0xff, 0xd9]);
  const file = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    file.set(part, at);
    at += part.length;
  }
  return file;
}

function scanOf({ blocks, across, down, stride }: Channel): Uint8Array {
  const bits = writeBits();
  // A number follows its size; a negative one as what it is above the least of that size.
  const put = (value: number, size: number) => bits.put(value < 0 ? value + (1 << size) - 1 : value, size);
  let before = 0;
  for (let row = 0; row < down; row++) {
    for (let column = 0; column < across; column++) {
      const start = 64 * (row * stride + column), step = blocks[start]! - before;
      before = blocks[start]!;
      put(step, word(step, 11, (size) => bits.put(size, 4)));
      let zeros = 0;
      for (let i = 1; i < 64; i++) {
        const value = blocks[start + i]!;
        if (value === 0) {
          zeros++;
          continue;
        }
        for (; zeros > 15; zeros -= 16) bits.put(WORDS.get(0xf0)!, 8);
        put(value, word(value, 10, (size) => bits.put(WORDS.get(zeros * 16 + size)!, 8)));
        zeros = 0;
      }
      if (zeros > 0) bits.put(WORDS.get(0)!, 8);
    }
  }
  return bits.end();
}

/** The bits that a number takes, once its word is put. */
function word(value: number, most: number, put: (size: number) => void): number {
  const size = 32 - Math.clz32(Math.abs(value));
  if (size > most) throw new RangeError(`a number of a block must have at most ${most} bits: got ${value}`);
  put(size);
  return size;
}
