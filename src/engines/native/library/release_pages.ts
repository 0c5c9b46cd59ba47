/**
 * Gives back the pages of a library that only its start touches, or the making of a graph. Loading libtensorflow reads
 * 120 MB of relocations and, to register its kernels, a little of each page of code: 220 MB that count as this process's
 * and are not needed again; optimizing the graph of a step touches another 50. What is needed after all comes back from
 * the system's cache of files. Linux only; elsewhere nothing happens.
 */

const PROGRAM_HEADERS = 0x20, ENTRY_SIZE = 0x36, ENTRIES = 0x38, ELF_HEADER = 64;
const LOAD = 1, WRITABLE = 2, PAGE = 4096n, DONT_NEED = 4;

/** Part of a library in memory: its place from the library's start, and its length in bytes. */
export interface Segment {
  readonly start: bigint;
  readonly length: bigint;
}

/**
 * The parts of a library that nobody writes to, so that their pages can come from the file again.
 *
 * @param path The library: ELF of 64 bits, little-endian.
 */
export async function constantSegments(path: string): Promise<Segment[]> {
  using file = await Deno.open(path);
  const header = await readAt(file, 0, ELF_HEADER);
  const [size, count] = [header.getUint16(ENTRY_SIZE, true), header.getUint16(ENTRIES, true)];
  const table = await readAt(file, Number(header.getBigUint64(PROGRAM_HEADERS, true)), size * count);
  const segments: Segment[] = [];
  for (let at = 0; at < size * count; at += size) {
    if (table.getUint32(at, true) !== LOAD || (table.getUint32(at + 4, true) & WRITABLE) !== 0) continue;
    const [from, length] = [table.getBigUint64(at + 0x10, true), table.getBigUint64(at + 0x28, true)];
    // Whole pages of its own: what lies on the first or last one may be a neighbour's.
    const [start, end] = [(from + PAGE - 1n) / PAGE * PAGE, (from + length) / PAGE * PAGE];
    if (end > start) segments.push({ start, length: end - start });
  }
  return segments;
}

/**
 * Gets ready to give back the pages of an open library, which must stay open.
 *
 * @param path The library, which is loaded.
 * @param symbol A function that it defines itself.
 * @returns What gives them back, as often as it is called.
 */
export async function pageReleaser(path: string, symbol: string): Promise<() => void> {
  if (Deno.build.os !== "linux") return () => {};
  const { symbols: { there, dladdr, madvise } } = Deno.dlopen(path, {
    there: { name: symbol, type: "pointer" },
    dladdr: { parameters: ["pointer", "buffer"], result: "i32" },
    madvise: { parameters: ["u64", "u64", "i32"], result: "i32" },
  });
  // Dl_info: the file's name, where it begins, and the name and place of the nearest symbol.
  const found = new BigUint64Array(4);
  if (dladdr(there, found) === 0) return () => {};
  const segments = await constantSegments(path), start = found[1]!;
  return () => {
    for (const segment of segments) madvise(start + segment.start, segment.length, DONT_NEED);
  };
}

async function readAt(file: Deno.FsFile, offset: number, length: number): Promise<DataView> {
  const bytes = new Uint8Array(length);
  await file.seek(offset, Deno.SeekMode.Start);
  for (let filled = 0; filled < length;) {
    const read = await file.read(bytes.subarray(filled));
    if (read === null) throw new Error(`Cannot read the header of a library as it is cut short: got ${filled} bytes`);
    filled += read;
  }
  return new DataView(bytes.buffer);
}
