/** TFRecord files: records of bytes one after the other, each with its length and checksums, as TensorFlow writes them. */
import { appendWhole } from "./append_whole.ts";

/** CRC-32C by bytes, of the polynomial of Castagnoli, reflected. */
const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let sum = byte;
  for (let bit = 0; bit < 8; bit++) sum = sum & 1 ? sum >>> 1 ^ 0x82f63b78 : sum >>> 1;
  return sum;
});

/**
 * The CRC-32C of bytes (RFC 3720, B.4), as an unsigned number.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { crc32c } from "./records.ts";
 *
 * assertEquals(crc32c(new TextEncoder().encode("123456789")), 0xe3069283);
 * ```
 */
export function crc32c(bytes: Uint8Array): number {
  let sum = 0xffffffff;
  for (const byte of bytes) sum = TABLE[(sum ^ byte) & 255]! ^ sum >>> 8;
  return ~sum >>> 0;
}

/** A sum that is stored beside what it is of is turned and shifted, so that the sum of both is no sum of itself. */
function masked(bytes: Uint8Array): number {
  const sum = crc32c(bytes);
  return ((sum >>> 15 | sum << 17) + 0xa282ead8) >>> 0;
}

/**
 * Bytes as a record: their length in eight bytes, its checksum, they themselves, their checksum; numbers with the lowest
 * byte first.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { recordOf } from "./records.ts";
 *
 * assertEquals(recordOf(Uint8Array.of(7)).length, 8 + 4 + 1 + 4);
 * ```
 */
export function recordOf(content: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(16 + content.length), view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(content.length), true);
  view.setUint32(8, masked(bytes.subarray(0, 8)), true);
  bytes.set(content, 12);
  view.setUint32(12 + content.length, masked(content), true);
  return bytes;
}

/**
 * Appends a record to a file, which is made where it is missing: the whole of it, or nothing.
 *
 * @param path The file. Its folder must exist.
 * @throws {Error} Of Deno's class, if the disk does not take it; the message names the file and a way out.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { appendRecord } from "./records.ts";
 *
 * const path = await Deno.makeTempFile();
 * for (const byte of [1, 2]) appendRecord(path, Uint8Array.of(byte));
 * assertEquals((await Deno.stat(path)).size, 34);
 * await Deno.remove(path);
 * ```
 */
export function appendRecord(path: string, content: Uint8Array): void {
  appendWhole(path, recordOf(content));
}
