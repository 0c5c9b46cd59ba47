/** The records of a text file, as bytes: in bounded memory, and with their places, so that each can be read again. */

import type { Place } from "./row_reader.ts";

/** Bytes that hold whole records. */
export interface Records {
  /** The bytes; those after the last record belong to nobody yet. */
  readonly bytes: Uint8Array;
  /** Where each record begins and ends among them, the end of its line left out. Empty lines are no records. */
  readonly spans: readonly (readonly [from: number, to: number])[];
  /** Where the bytes begin in the file. */
  readonly at: number;
}

const CHUNK = 2 ** 20, LONGEST = 2 ** 26;
const QUOTE = 34, LF = 10, CR = 13;

/**
 * Reads a file record by record: lines, of which a quoted field may hold several.
 *
 * @param path The file.
 * @param delimiter What stands between fields, a byte, where a field may be quoted; undefined where a line is a record.
 * @throws {RangeError} If a record is longer than 64 MiB, as where a quote is never closed.
 */
export async function* records(path: string, delimiter?: number): AsyncGenerator<Records> {
  using file = await Deno.open(path);
  let rest = new Uint8Array(0), at = 0;
  for (let ended = false; !ended;) {
    const chunk = new Uint8Array(rest.length + CHUNK);
    chunk.set(rest);
    const read = await file.read(chunk.subarray(rest.length));
    ended = read === null;
    const bytes = chunk.subarray(0, rest.length + (read ?? 0)),
      { spans, end: from } = spansOf(bytes, delimiter, at === 0, ended);
    if (spans.length > 0) yield { bytes, spans, at };
    rest = bytes.slice(from);
    at += from;
    if (rest.length > LONGEST) {
      throw new RangeError(
        `Cannot read ${path} as a row must be shorter than 64 MiB: got a longer one from byte ${at}. ` +
          "Is a quote opened there that is never closed?",
      );
    }
  }
}

/**
 * Reads records again.
 *
 * @param place Where they begin and end, in bytes: of the first of them and of the last.
 * @throws {RangeError} If the file ends before.
 */
export async function recordsAt(path: string, [from, to]: Place, delimiter?: number): Promise<Records> {
  using file = await Deno.open(path);
  await file.seek(from, Deno.SeekMode.Start);
  const bytes = new Uint8Array(to - from);
  for (let at = 0; at < bytes.length;) {
    const count = await file.read(bytes.subarray(at));
    if (count === null) throw new RangeError(`Cannot read ${path} as it must stay as it was: got a shorter one.`);
    at += count;
  }
  return { bytes, spans: spansOf(bytes, delimiter, false, true).spans, at: from };
}

/** Where the whole records among some bytes are, and where the last of them ends, its line included. */
function spansOf(
  bytes: Uint8Array,
  delimiter: number | undefined,
  isFirst: boolean,
  isLast: boolean,
): { readonly spans: [number, number][]; readonly end: number } {
  const ends = endsOf(bytes, delimiter), spans: [number, number][] = [];
  if (isLast && bytes.length > (ends.at(-1) ?? 0)) ends.push(bytes.length);
  let from = 0;
  for (const end of ends) {
    let to = end;
    if (to > from && bytes[to - 1] === LF) to--;
    if (to > from && bytes[to - 1] === CR) to--;
    const begin = from === 0 && isFirst && isMarked(bytes) ? 3 : from;
    if (to > begin) spans.push([begin, to]);
    from = end;
  }
  return { spans, end: from };
}

/** Behind the end of each line that ends a record. */
function endsOf(bytes: Uint8Array, delimiter: number | undefined): number[] {
  const ends: number[] = [];
  if (delimiter === undefined || bytes.indexOf(QUOTE) < 0) {
    for (let end = bytes.indexOf(LF); end >= 0; end = bytes.indexOf(LF, end + 1)) ends.push(end + 1);
    return ends;
  }
  let within = false, begins = true;
  for (let i = isMarked(bytes) ? 3 : 0; i < bytes.length; i++) {
    const byte = bytes[i];
    if (within) {
      if (byte !== QUOTE) continue;
      if (bytes[i + 1] === QUOTE) i++;
      else within = false;
    } else if (byte === QUOTE && begins) {
      within = true;
      begins = false;
    } else if (byte === LF) {
      ends.push(i + 1);
      begins = true;
    } else begins = byte === delimiter;
  }
  return ends;
}

/** Whether bytes begin with the mark by which some programs say that a text is UTF-8. */
function isMarked(bytes: Uint8Array): boolean {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
}
