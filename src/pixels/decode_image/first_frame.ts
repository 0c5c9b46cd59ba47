/** The first frame of an animated WebP, as a file of its own: the decoder reads still images (RFC 9649). */
import { littleEndian, wordAt } from "./header.ts";

/** A frame and where it lies. */
export interface Frame {
  /** A still WebP. */
  readonly still: Uint8Array;
  /** From the left of the canvas, in pixels. */
  readonly x: number;
  /** From its top. */
  readonly y: number;
  /** The canvas. */
  readonly width: number;
  readonly height: number;
}

const HEADER = 12, CHUNK = 8, FRAME = 16, ANIMATED = 0x02, ALPHA = 0x10;

/**
 * Cuts the first frame out of an animation.
 *
 * @param bytes A WebP.
 * @returns Undefined where it is a still image already, or has no frame.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { firstFrame } from "./first_frame.ts";
 *
 * assertEquals(firstFrame(new TextEncoder().encode("RIFF....WEBPVP8L")), undefined);
 * ```
 */
export function firstFrame(bytes: Uint8Array): Frame | undefined {
  if (wordAt(bytes, HEADER) !== "VP8X" || (bytes[HEADER + CHUNK]! & ANIMATED) === 0) return undefined;
  const frame = chunksOf(bytes.subarray(HEADER)).find(({ name }) => name === "ANMF")?.body;
  if (frame === undefined) return undefined;
  const parts = chunksOf(frame.subarray(FRAME)).filter(({ name }) => ["ALPH", "VP8 ", "VP8L"].includes(name));
  const alpha = parts.some(({ name }) => name === "ALPH");
  // A lossy image with transparency needs a canvas of its own: flags, then its sides less 1, as the frame has them.
  const canvas = { name: "VP8X", body: Uint8Array.of(ALPHA, 0, 0, 0, ...frame.subarray(6, 12)) };
  return {
    still: pack(alpha ? [canvas, ...parts] : parts),
    x: 2 * littleEndian(frame, 0, 3),
    y: 2 * littleEndian(frame, 3, 3),
    width: littleEndian(bytes, HEADER + CHUNK + 4, 3) + 1,
    height: littleEndian(bytes, HEADER + CHUNK + 7, 3) + 1,
  };
}

interface Chunk {
  readonly name: string;
  readonly body: Uint8Array;
}

/** The chunks of a RIFF, each filled up to an even length; one that is cut short ends the list. */
function chunksOf(bytes: Uint8Array): Chunk[] {
  const chunks: Chunk[] = [];
  for (let at = 0; at + CHUNK <= bytes.length;) {
    const size = littleEndian(bytes, at + 4, 4), end = at + CHUNK + size;
    if (end > bytes.length) break;
    chunks.push({ name: wordAt(bytes, at), body: bytes.subarray(at + CHUNK, end) });
    at = end + size % 2;
  }
  return chunks;
}

function pack(chunks: readonly Chunk[]): Uint8Array {
  const size = chunks.reduce((sum, { body }) => sum + CHUNK + body.length + body.length % 2, 4);
  const bytes = new Uint8Array(CHUNK + size), view = new DataView(bytes.buffer), text = new TextEncoder();
  bytes.set(text.encode("RIFF....WEBP"));
  view.setUint32(4, size, true);
  let at = HEADER;
  for (const { name, body } of chunks) {
    bytes.set(text.encode(name), at);
    view.setUint32(at + 4, body.length, true);
    bytes.set(body, at + CHUNK);
    at += CHUNK + body.length + body.length % 2;
  }
  return bytes;
}
