/** Archives byte by byte, so that they can be wrong in ways that no tool would write. */
import { gzipSync } from "node:zlib";

/** One entry. */
export interface Entry {
  readonly name: string;
  /** The letter of its type. Default `0`, a file. */
  readonly type?: string;
  readonly body?: Uint8Array | string;
  /** What a link leads to. */
  readonly link?: string;
  /** The field of its size as it stands. Default the body's size in octal digits. */
  readonly size?: string | Uint8Array;
  /** Further texts before it, as pax writes them. */
  readonly pax?: Readonly<Record<string, string>>;
  /** Whether its checksum is wrong. */
  readonly wrong?: boolean;
}

const encoder = new TextEncoder();
const bytesOf = (value: Uint8Array | string): Uint8Array => typeof value === "string" ? encoder.encode(value) : value;

/** The blocks of entries, without those of the end. */
export function blocks(entries: readonly Entry[]): Uint8Array<ArrayBuffer> {
  const all: number[] = [];
  for (const { name, type = "0", body = "", link = "", size, pax, wrong } of entries) {
    if (pax !== undefined) {
      const lines = Object.entries(pax).map(([key, value]) => {
        const rest = ` ${key}=${value}\n`;
        let length = rest.length;
        while (`${length}${rest}`.length !== length) length = `${length}${rest}`.length;
        return `${length}${rest}`;
      });
      all.push(...blocks([{ name: "pax", type: "x", body: lines.join("") }]));
    }
    const header = new Uint8Array(512), content = bytesOf(body);
    const put = (at: number, value: Uint8Array | string, most: number) =>
      header.set(bytesOf(value).subarray(0, most), at);
    put(0, name, 100);
    put(100, "0000644\0", 8);
    put(124, size ?? `${content.length.toString(8).padStart(11, "0")}\0`, 12);
    put(148, " ".repeat(8), 8);
    put(156, type, 1);
    put(157, link, 100);
    put(257, "ustar\x0000", 8);
    const sum = header.reduce((a, b) => a + b, 0) + (wrong === true ? 1 : 0);
    put(148, `${sum.toString(8).padStart(6, "0")}\0 `, 8);
    all.push(...header, ...content, ...new Uint8Array((512 - content.length % 512) % 512));
  }
  return Uint8Array.from(all);
}

/** An archive of entries. */
export function archiveOf(entries: readonly Entry[], end = new Uint8Array(1024)): Uint8Array<ArrayBuffer> {
  return packed([blocks(entries), end]);
}

/** Bytes, compressed. */
export function packed(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return new Uint8Array(gzipSync(Uint8Array.from(parts.flatMap((part) => [...part]))));
}
