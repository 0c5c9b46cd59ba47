/** The bits of a JPEG's scans, in and out (ITU-T T.81, F.1 and F.2): after each byte of 255 comes one of 0. */

/** A Huffman code: how many words there are of each length, then what they stand for. */
export interface Code {
  /** Of 1 to 16 bits. */
  readonly counts: Uint8Array;
  readonly values: Uint8Array;
}

/** Takes bits out of a scan. */
export interface BitReader {
  /** A number of so many bits. */
  take(count: number): number;
  /** A number of so many bits of which the first is the sign, as T.81 extends it. */
  takeSigned(count: number): number;
  /** What the next word of a code stands for. */
  takeWord(code: Code): number;
  /** Goes on behind the next restart mark. */
  restart(): void;
  /** Where the next byte lies. */
  readonly at: number;
}

/**
 * Reads bits.
 *
 * @param bytes The file.
 * @param at Where the scan's data begin.
 * @throws {RangeError} From each method, where the scan ends early or has a word that is none.
 */
export function readBits(bytes: Uint8Array, at: number): BitReader {
  let left = 0, byte = 0;
  const bit = (): number => {
    if (left === 0) {
      byte = bytes[at] ?? -1;
      if (byte < 0 || (byte === 0xff && bytes[at + 1] !== 0)) throw new RangeError("the scan ends early");
      at += byte === 0xff ? 2 : 1;
      left = 8;
    }
    return (byte >> --left) & 1;
  };
  const take = (count: number): number => {
    let value = 0;
    for (let i = 0; i < count; i++) value = (value << 1) | bit();
    return value;
  };
  return {
    take,
    takeSigned(count) {
      const value = take(count);
      return count > 0 && value < 1 << (count - 1) ? value - (1 << count) + 1 : value;
    },
    takeWord({ counts, values }) {
      let word = 0, first = 0, index = 0;
      for (let length = 0; length < 16; length++) {
        word |= bit();
        const count = counts[length]!;
        if (word - first < count) return values[index + word - first]!;
        index += count;
        first = (first + count) << 1;
        word <<= 1;
      }
      throw new RangeError("the scan has a word that is none");
    },
    restart() {
      left = 0;
      if (bytes[at] !== 0xff || (bytes[at + 1]! & 0xf8) !== 0xd0) throw new RangeError("a restart mark is missing");
      at += 2;
    },
    get at() {
      return at;
    },
  };
}

/** Puts bits into a scan. */
export interface BitWriter {
  put(value: number, count: number): void;
  /** Fills the last byte with ones. */
  end(): Uint8Array;
}

/** Writes bits. */
export function writeBits(): BitWriter {
  let bytes = new Uint8Array(1 << 16), size = 0, byte = 0, filled = 0;
  const put = (value: number, count: number) => {
    for (let i = count - 1; i >= 0; i--) {
      byte = (byte << 1) | ((value >> i) & 1);
      if (++filled < 8) continue;
      if (size + 2 > bytes.length) {
        const longer = new Uint8Array(2 * bytes.length);
        longer.set(bytes);
        bytes = longer;
      }
      bytes[size++] = byte;
      if (byte === 0xff) bytes[size++] = 0;
      byte = filled = 0;
    }
  };
  return {
    put,
    end() {
      if (filled > 0) put(0xff, 8 - filled);
      return bytes.subarray(0, size);
    },
  };
}
