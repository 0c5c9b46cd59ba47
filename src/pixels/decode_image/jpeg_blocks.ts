/** A JPEG down to the numbers of its blocks, which is where its channels part (ITU-T T.81: F, sequential; G, progressive). */
import { type BitReader, type Code, readBits } from "./bits.ts";

/** One channel. */
export interface Channel {
  readonly id: number;
  /** Its samples for those of the others, across and down. */
  readonly h: number;
  readonly v: number;
  /** The number of its quantisation. */
  readonly table: number;
  /** Its blocks of 8 x 8, across and down, without those that only fill up. */
  readonly across: number;
  readonly down: number;
  /** The blocks of a row in `blocks`. */
  readonly stride: number;
  /** 64 numbers each, in the zigzag order of the file. */
  readonly blocks: Int16Array;
}

/** What a JPEG holds. */
export interface JpegBlocks {
  readonly width: number;
  readonly height: number;
  readonly channels: readonly Channel[];
  /** The segments of quantisation as they are in the file. */
  readonly quantisation: readonly Uint8Array[];
  /** How Adobe's marker says that the channels are mixed; undefined without one. */
  readonly transform: number | undefined;
}

interface Scan {
  readonly channels: readonly { readonly channel: Channel; readonly dc: Code; readonly ac: Code }[];
  readonly from: number;
  readonly to: number;
  /** Which bits come: those above `low`, or, where `high` is not 0, the one at `low` alone. */
  readonly high: number;
  readonly low: number;
  readonly progressive: boolean;
}

const NO_CODE: Code = { counts: new Uint8Array(16), values: new Uint8Array() };

/**
 * Reads the blocks of a JPEG in Huffman's code, sequential or progressive.
 *
 * @param bytes The whole file.
 * @throws {RangeError} If it is broken, or of another kind.
 */
export function readBlocks(bytes: Uint8Array): JpegBlocks {
  const codes = new Map<number, Code>(), quantisation: Uint8Array[] = [];
  let frame: Pick<JpegBlocks, "width" | "height" | "channels"> | undefined;
  let progressive = false, interval = 0, transform: number | undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let at = 2;;) {
    const marker = bytes[at + 1];
    if (marker === undefined) throw new RangeError("the file ends early");
    // Bytes of filling, and what is no marker, are gone over as libjpeg does.
    if (bytes[at] !== 0xff || marker === 0 || marker === 0xff) {
      at++;
      continue;
    }
    if (marker === 0xd9) break;
    if (at + 4 > bytes.length) throw new RangeError("the file ends early");
    const body = bytes.subarray(at + 4, at + 2 + view.getUint16(at + 2));
    at += 4 + body.length;
    if (marker === 0xdb) quantisation.push(body);
    else if (marker === 0xc4) readCodes(body, codes);
    else if (marker === 0xdd) interval = body[0]! * 256 + body[1]!;
    else if (marker === 0xee && String.fromCharCode(...body.subarray(0, 5)) === "Adobe") transform = body[11];
    else if (marker >= 0xc0 && marker <= 0xc2) {
      progressive = marker === 0xc2;
      frame = readFrame(body);
    } else if (marker === 0xda && frame !== undefined) {
      at = readScan(scanOf(body, frame.channels, codes, progressive), { bytes, at, interval, frame });
    }
  }
  if (frame === undefined) throw new RangeError("there is no frame");
  return { ...frame, quantisation, transform };
}

function readCodes(body: Uint8Array, codes: Map<number, Code>): void {
  for (let at = 0; at + 17 <= body.length;) {
    const counts = body.subarray(at + 1, at + 17), size = counts.reduce((sum, count) => sum + count, 0);
    codes.set(body[at]!, { counts, values: body.subarray(at + 17, at + 17 + size) });
    at += 17 + size;
  }
}

function readFrame(body: Uint8Array): Pick<JpegBlocks, "width" | "height" | "channels"> {
  const [, y1, y0, x1, x0, count] = body as unknown as [number, number, number, number, number, number];
  const [height, width] = [y1 * 256 + y0, x1 * 256 + x0];
  const specs = Array.from({ length: count }, (_, i) => body.subarray(6 + 3 * i, 9 + 3 * i));
  const sides = specs.map((spec) => [spec[1]! >> 4, spec[1]! & 15] as const);
  const hMost = Math.max(...sides.map(([h]) => h)), vMost = Math.max(...sides.map(([, v]) => v));
  const channels = specs.map((spec, i) => {
    const [h, v] = sides[i]!;
    const stride = Math.ceil(width / 8 / hMost) * h, rows = Math.ceil(height / 8 / vMost) * v;
    const [across, down] = [Math.ceil(width * h / hMost / 8), Math.ceil(height * v / vMost / 8)];
    return { id: spec[0]!, h, v, table: spec[2]!, across, down, stride, blocks: new Int16Array(64 * stride * rows) };
  });
  return { width, height, channels };
}

function scanOf(
  body: Uint8Array,
  channels: readonly Channel[],
  codes: ReadonlyMap<number, Code>,
  progressive: boolean,
): Scan {
  const count = body[0]!, [from, to, bits] = body.subarray(1 + 2 * count) as unknown as [number, number, number];
  if (!(to < 64)) throw new RangeError("a scan is none");
  return {
    channels: Array.from({ length: count }, (_, i) => {
      const channel = channels.find(({ id }) => id === body[1 + 2 * i]), tables = body[2 + 2 * i]!;
      if (channel === undefined) throw new RangeError("a scan is of no channel");
      return { channel, dc: codes.get(tables >> 4) ?? NO_CODE, ac: codes.get(16 + (tables & 15)) ?? NO_CODE };
    }),
    ...{ from, to, high: bits >> 4, low: bits & 15, progressive },
  };
}

interface Place {
  readonly bytes: Uint8Array;
  /** Where the data of the scan begin. */
  readonly at: number;
  /** Units between restart marks; 0 for none. */
  readonly interval: number;
  readonly frame: Pick<JpegBlocks, "width" | "height" | "channels">;
}

/** Reads a scan into its channels; returns where it ends. */
function readScan(scan: Scan, { bytes, at, interval, frame }: Place): number {
  const bits = readBits(bytes, at), parts = scan.channels;
  const before = parts.map(() => 0), run = { left: 0 };
  const [first] = parts as [typeof parts[0]], alone = parts.length === 1;
  const hMost = Math.max(...frame.channels.map(({ h }) => h)), vMost = Math.max(...frame.channels.map(({ v }) => v));
  const across = alone ? first.channel.across : Math.ceil(frame.width / 8 / hMost);
  const down = alone ? first.channel.down : Math.ceil(frame.height / 8 / vMost);
  for (let unit = 0; unit < across * down; unit++) {
    if (interval > 0 && unit > 0 && unit % interval === 0) {
      bits.restart();
      before.fill(0);
      run.left = 0;
    }
    const row = Math.floor(unit / across), column = unit % across;
    for (const [i, { channel, dc, ac }] of parts.entries()) {
      const [h, v] = alone ? [1, 1] : [channel.h, channel.v];
      for (let block = 0; block < h * v; block++) {
        const place = (row * v + Math.floor(block / h)) * channel.stride + column * h + block % h;
        const numbers = channel.blocks.subarray(64 * place, 64 * place + 64);
        if (scan.from === 0) before[i] = readFirst(bits, dc, numbers, before[i]!, scan);
        if (scan.to > 0) (scan.high > 0 ? refineOthers : readOthers)(bits, ac, numbers, run, scan);
      }
    }
  }
  return bits.at;
}

/** The first number of a block; returns what the next one is told from. */
function readFirst(bits: BitReader, dc: Code, numbers: Int16Array, before: number, { high, low }: Scan): number {
  if (high > 0) {
    numbers[0]! |= bits.take(1) << low;
    return before;
  }
  const value = before + bits.takeSigned(bits.takeWord(dc));
  numbers[0] = value << low;
  return value;
}

/** The other numbers of a block, for the first time. */
function readOthers(bits: BitReader, ac: Code, numbers: Int16Array, run: { left: number }, scan: Scan): void {
  if (run.left > 0) return void run.left--;
  for (let i = Math.max(scan.from, 1); i <= scan.to; i++) {
    const word = bits.takeWord(ac), zeros = word >> 4, size = word & 15;
    if (size === 0 && zeros < 15) {
      if (scan.progressive) run.left = (1 << zeros) - 1 + bits.take(zeros);
      return;
    }
    i += zeros;
    if (size > 0 && i < 64) numbers[i] = bits.takeSigned(size) * (1 << scan.low);
  }
}

/** One more bit of the other numbers of a block. */
function refineOthers(bits: BitReader, ac: Code, numbers: Int16Array, run: { left: number }, scan: Scan): void {
  const one = 1 << scan.low;
  const refine = (i: number) => {
    const value = numbers[i]!;
    if (bits.take(1) === 1 && (value & one) === 0) numbers[i] = value + (value > 0 ? one : -one);
  };
  let i = scan.from;
  for (; run.left === 0 && i <= scan.to; i++) {
    const word = bits.takeWord(ac), size = word & 15;
    let zeros = word >> 4;
    if (size === 0 && zeros < 15) {
      run.left = (1 << zeros) + bits.take(zeros);
      break;
    }
    const value = size === 0 ? 0 : bits.take(1) === 1 ? one : -one;
    for (; i <= scan.to; i++) {
      if (numbers[i] !== 0) refine(i);
      else if (--zeros < 0) break;
    }
    if (value !== 0 && i <= scan.to) numbers[i] = value;
  }
  if (run.left === 0) return;
  for (; i <= scan.to; i++) if (numbers[i] !== 0) refine(i);
  run.left--;
}
