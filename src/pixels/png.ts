/** Pictures as PNG files: what logs show of them. */
import { crc32, deflateSync } from "node:zlib";

/** A picture to be written. */
export interface Pixels {
  /** Bytes of the rows from the top, each pixel its channels. */
  readonly data: Uint8Array;
  /** Pixels in a row. */
  readonly width: number;
  /** Rows. */
  readonly height: number;
  /** 1 for grey, 3 for red, green and blue, 4 with opacity. */
  readonly channels: number;
}

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
/** Of the PNG specification, by the number of channels. */
const COLOR_TYPES: Readonly<Record<number, number>> = { 1: 0, 3: 2, 4: 6 };

/**
 * A picture as the bytes of a PNG file (ISO/IEC 15948), its rows unfiltered.
 *
 * @throws {RangeError} If its channels are not 1, 3 or 4, or its bytes are not as many as its sides say.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { png } from "./png.ts";
 *
 * const bytes = png({ data: Uint8Array.of(255, 0, 0), width: 1, height: 1, channels: 3 });
 * assertEquals(new TextDecoder().decode(bytes.subarray(1, 4)), "PNG");
 * ```
 */
export function png({ data, width, height, channels }: Pixels): Uint8Array<ArrayBuffer> {
  const type = COLOR_TYPES[channels];
  if (type === undefined) {
    throw new RangeError(`Cannot write a PNG as it must have 1, 3 or 4 channels: got ${channels}.`);
  }
  if (data.length !== width * height * channels || data.length === 0) {
    throw new RangeError(
      `Cannot write a PNG as its bytes must be ${width} x ${height} x ${channels}, and some: got ${data.length}.`,
    );
  }
  const stride = width * channels, rows = new Uint8Array(height * (stride + 1));
  for (let y = 0; y < height; y++) rows.set(data.subarray(y * stride, (y + 1) * stride), y * (stride + 1) + 1);
  const head = new Uint8Array(13), view = new DataView(head.buffer);
  view.setUint32(0, width), view.setUint32(4, height);
  head.set([8, type], 8);
  const chunks = [chunk("IHDR", head), chunk("IDAT", deflateSync(rows)), chunk("IEND", new Uint8Array())];
  const all = new Uint8Array(SIGNATURE.length + chunks.reduce((sum, { length }) => sum + length, 0));
  let at = SIGNATURE.length;
  all.set(SIGNATURE);
  for (const one of chunks) all.set(one, at), at += one.length;
  return all;
}

function chunk(type: string, content: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(12 + content.length), view = new DataView(bytes.buffer);
  view.setUint32(0, content.length);
  bytes.set(new TextEncoder().encode(type), 4);
  bytes.set(content, 8);
  view.setUint32(8 + content.length, crc32(bytes.subarray(4, 8 + content.length)));
  return bytes;
}
