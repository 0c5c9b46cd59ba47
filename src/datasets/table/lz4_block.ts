/** Blocks of LZ4 (LZ4 Block Format), which frames are made of, and which pages of Parquet are. */

/**
 * Unpacks a block behind what there is, from where it may copy.
 *
 * @param block The block.
 * @param out Where its bytes go.
 * @param to The place of the first.
 * @returns The place behind the last.
 * @throws {RangeError} If it is damaged, or there is no room for all of it.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { lz4Block } from "./lz4_block.ts";
 *
 * const out = new Uint8Array(8);
 * // The letter a, and six more that are copied from one place before.
 * assertEquals(lz4Block(Uint8Array.of(0x12, 0x61, 1, 0, 0x10, 0x62), out, 0), 8);
 * assertEquals(new TextDecoder().decode(out), "aaaaaaab");
 * ```
 */
export function lz4Block(block: Uint8Array, out: Uint8Array, to: number): number {
  let at = 0;
  const refuse = () => new RangeError("Cannot unpack LZ4 as its blocks must be whole: got a damaged block.");
  const more = (count: number): number => {
    if (count < 15) return count;
    for (let byte = 255; byte === 255; count += byte) {
      if (at >= block.length) throw refuse();
      byte = block[at++]!;
    }
    return count;
  };
  while (at < block.length) {
    const token = block[at++]!, plain = more(token >> 4);
    if (at + plain > block.length || to + plain > out.length) throw refuse();
    out.set(block.subarray(at, at + plain), to);
    at += plain, to += plain;
    // The last sequence has plain bytes alone; of what is empty there is only its first byte.
    if (at === block.length) return to;
    const back = block[at]! | block[at + 1]! << 8;
    at += 2;
    const count = more(token & 15) + 4, from = to - back;
    if (!(back > 0 && from >= 0 && to + count <= out.length)) throw refuse();
    // Byte by byte, as it may copy what it has just written.
    for (let i = 0; i < count; i++) out[to + i] = out[from + i]!;
    to += count;
  }
  return to;
}

/**
 * Unpacks a page of Parquet: a block, or, of what Hadoop wrote, several of them, each behind two numbers of four bytes, of how many
 * bytes come out and go in.
 *
 * @param page The page.
 * @param length Of what is in it, in bytes.
 * @throws {RangeError} If it is damaged, or of another length.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { lz4Page } from "./lz4_block.ts";
 *
 * assertEquals(lz4Page(Uint8Array.of(0x10, 7), 1), Uint8Array.of(7));
 * assertEquals(lz4Page(Uint8Array.of(0, 0, 0, 1, 0, 0, 0, 2, 0x10, 7), 1), Uint8Array.of(7));
 * ```
 */
export function lz4Page(page: Uint8Array, length: number): Uint8Array {
  const out = new Uint8Array(length), blocks = hadoops(page, length) ?? [page];
  const to = blocks.reduce((to, block) => lz4Block(block, out, to), 0);
  if (to === length) return out;
  throw new RangeError(`Cannot unpack LZ4 as a page must have ${length} bytes: got ${to}.`);
}

/** The blocks of a page, where its first numbers, and those that they lead to, fit all of it. */
function hadoops(page: Uint8Array, length: number): Uint8Array[] | undefined {
  const view = new DataView(page.buffer, page.byteOffset, page.length), blocks: Uint8Array[] = [];
  let at = 0, out = 0;
  while (at + 8 <= page.length) {
    const begin = at + 8, size = view.getUint32(at + 4);
    out += view.getUint32(at);
    blocks.push(page.subarray(begin, at = begin + size));
  }
  return at === page.length && out === length ? blocks : undefined;
}
