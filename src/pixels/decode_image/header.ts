/** What the header of an image says, read before a decoder takes memory and time for it. */

/** The formats that are read. */
export type Format = "JPEG" | "PNG" | "WebP";

/** The size of an image as its header has it. */
export interface Measure {
  readonly width: number;
  readonly height: number;
  /** How often a JPEG goes over its pixels; 1 for other formats. */
  readonly scans: number;
}

/** What Pillow too warns of: a photograph of a quarter of a gigabyte. */
const MOST_PIXELS = 89_478_485;
/** A decoder goes over some 10 ** 9 pixels a second; a usual progressive JPEG has 10 scans. */
const MOST_VISITS = 2e9;

/** The format of a file, by its first bytes. */
export function formatOf(bytes: Uint8Array): Format | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return "JPEG";
  if (wordAt(bytes, 0) === "\x89PNG") return "PNG";
  if (wordAt(bytes, 0) === "RIFF" && wordAt(bytes, 8) === "WEBP") return "WebP";
  return undefined;
}

/**
 * Throws where an image says that it is larger than any photograph, or would be gone over for minutes.
 *
 * @param bytes The whole file.
 * @param format What it is.
 * @throws {TypeError} If so. A header that cannot be read is for the decoder to refuse.
 *
 * @example
 * ```ts
 * import { assertThrows } from "@std/assert";
 * import { checkMeasure } from "./header.ts";
 *
 * const bytes = new Uint8Array(33);
 * bytes.set([0x49, 0x48, 0x44, 0x52, 0, 1, 0, 0, 0, 1, 0, 0], 12); // 65536 x 65536
 * assertThrows(() => checkMeasure(bytes, "PNG"), TypeError, "got 65536 x 65536");
 * ```
 */
export function checkMeasure(bytes: Uint8Array, format: Format): void {
  const measure = { JPEG: measureJpeg, PNG: measurePng, WebP: measureWebp }[format](bytes);
  if (measure === undefined) return;
  const { width, height, scans } = measure;
  if (width * height > MOST_PIXELS) {
    throw new TypeError(`it must have at most ${MOST_PIXELS} pixels: got ${width} x ${height}`);
  }
  if (width * height * scans > MOST_VISITS) {
    throw new TypeError(
      `it must go over at most ${MOST_VISITS} pixels, all scans together: got ${scans} scans of ${width} x ${height}`,
    );
  }
}

/** The markers of a JPEG (ITU-T T.81, B): the frame's sizes, and one for each scan. */
export function measureJpeg(bytes: Uint8Array): Measure | undefined {
  let size: { readonly width: number; readonly height: number } | undefined, scans = 0;
  for (let at = bytes.indexOf(0xff, 2); at >= 0 && at + 9 < bytes.length; at = bytes.indexOf(0xff, at)) {
    const marker = bytes[at + 1]!;
    // Stuffing, a byte of filling, or a mark that stands alone: what seems to follow it is not its length.
    if (marker <= 1 || marker === 0xff || (marker >= 0xd0 && marker <= 0xd8)) {
      at += marker === 0xff ? 1 : 2;
      continue;
    }
    if (marker === 0xd9) break;
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) size ??= { height: bigEndian(bytes, at + 5, 2), width: bigEndian(bytes, at + 7, 2) };
    if (marker === 0xda) scans++;
    at += 2 + Math.max(bigEndian(bytes, at + 2, 2), 2);
  }
  return size && { ...size, scans };
}

/** The first chunk of a PNG (W3C PNG, 11.2.1). */
function measurePng(bytes: Uint8Array): Measure | undefined {
  if (wordAt(bytes, 12) !== "IHDR") return undefined;
  return { width: bigEndian(bytes, 16, 4), height: bigEndian(bytes, 20, 4), scans: 1 };
}

/** The first chunk of a WebP (RFC 9649): of a canvas, a lossless or a lossy image. */
function measureWebp(bytes: Uint8Array): Measure | undefined {
  switch (wordAt(bytes, 12)) {
    case "VP8X":
      return { width: littleEndian(bytes, 24, 3) + 1, height: littleEndian(bytes, 27, 3) + 1, scans: 1 };
    case "VP8L": {
      const bits = littleEndian(bytes, 21, 4);
      return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1, scans: 1 };
    }
    case "VP8 ":
      return { width: littleEndian(bytes, 26, 2) & 0x3fff, height: littleEndian(bytes, 28, 2) & 0x3fff, scans: 1 };
  }
}

/** Four letters. */
export function wordAt(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4));
}

/** A number of some bytes, the least first; missing ones are 0. */
export function littleEndian(bytes: Uint8Array, at: number, count: number): number {
  let value = 0;
  for (let i = count - 1; i >= 0; i--) value = value * 256 + (bytes[at + i] ?? 0);
  return value;
}

function bigEndian(bytes: Uint8Array, at: number, count: number): number {
  let value = 0;
  for (let i = 0; i < count; i++) value = value * 256 + (bytes[at + i] ?? 0);
  return value;
}
