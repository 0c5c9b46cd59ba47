/** What LZ4 has compressed, as a frame of blocks of which one may copy from those before it (LZ4 Frame Format 1.6). */
import { lz4Block } from "./lz4_block.ts";

const MAGIC = 0x184d2204;

/**
 * Unpacks a frame.
 *
 * @param bytes The frame.
 * @param length Of what is in it, in bytes.
 * @throws {RangeError} If it is no whole frame of that length.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { lz4Frame } from "./lz4_frame.ts";
 *
 * // One block: the letter a, and six more that are copied from one place before.
 * const block = [0x12, 0x61, 1, 0, 0x10, 0x62];
 * const frame = Uint8Array.of(4, 0x22, 0x4d, 0x18, 0x40, 0x40, 0, block.length, 0, 0, 0, ...block, 0, 0, 0, 0);
 * assertEquals(new TextDecoder().decode(lz4Frame(frame, 8)), "aaaaaaab");
 * ```
 */
export function lz4Frame(bytes: Uint8Array, length: number): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const refuse = (got: string) => new RangeError(`Cannot unpack LZ4 as it must be a whole frame: got ${got}.`);
  if (bytes.length < 11 || view.getUint32(0, true) !== MAGIC) throw refuse("other bytes");
  // A byte in stands for 255 out at most.
  if (!(length >= 0 && length <= 255 * bytes.length)) throw refuse(`${bytes.length} bytes that are to be ${length}`);
  const flags = bytes[4]!, out = new Uint8Array(length);
  let at = 7 + (flags & 8 ? 8 : 0) + (flags & 1 ? 4 : 0), to = 0;
  const least = (from: number) => {
    if (from > bytes.length) throw refuse("its beginning alone");
  };
  while (true) {
    least(at + 4);
    const word = view.getUint32(at, true), size = word & 0x7fffffff;
    at += 4;
    if (size === 0) break;
    least(at + size);
    if (word === size) to = lz4Block(bytes.subarray(at, at + size), out, to);
    else {
      if (to + size > length) throw refuse("more than it says");
      out.set(bytes.subarray(at, at + size), to);
      to += size;
    }
    at += size + (flags & 16 ? 4 : 0);
  }
  if (to !== length) throw refuse(`${to} bytes in place of ${length}`);
  return out;
}
