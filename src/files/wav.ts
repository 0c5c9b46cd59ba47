/**
 * Sound in files of RIFF WAVE (Microsoft and IBM, 1991, and `WAVE_FORMAT_EXTENSIBLE`, 1999): whole numbers of 8 to 32 bits and floats of
 * 32 and 64, without a codec.
 */
import { visible } from "../terminal/visible.ts";

/** A sound. */
export interface Sound {
  /** Its samples a second. */
  readonly rate: number;
  readonly channels: number;
  /** From -1 to 1, the channels of each moment side by side. */
  readonly data: Float32Array<ArrayBuffer>;
}

const PCM = 1, FLOAT = 3, EXTENSIBLE = 0xfffe;

/**
 * Parses such a file. Whole numbers are divided by the largest there are: those of 16 bits by 32768.
 *
 * @param bytes The whole file.
 * @throws {SyntaxError} If it is none, or coded; the message is the end of a sentence.
 *
 * @example
 * ```ts
 * import { assertThrows } from "@std/assert";
 * import { parseWav } from "./wav.ts";
 *
 * assertThrows(() => parseWav(new Uint8Array(8)), SyntaxError, "it must be RIFF WAVE");
 * ```
 */
export function parseWav(bytes: Uint8Array<ArrayBuffer>): Sound {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const word = (at: number) => String.fromCharCode(...bytes.subarray(at, at + 4));
  if (bytes.length < 12 || word(0) !== "RIFF" || word(8) !== "WAVE") {
    throw new SyntaxError(`it must be RIFF WAVE: got a file that begins with ${visible(JSON.stringify(word(0)))}`);
  }
  let format: { code: number; channels: number; rate: number; bits: number } | undefined;
  for (let at = 12; at + 8 <= bytes.length;) {
    const kind = word(at), size = view.getUint32(at + 4, true), begin = at + 8, room = bytes.length - begin;
    if (kind === "fmt " && room >= 16) {
      const code = view.getUint16(begin, true);
      format = {
        // The code proper stands at the beginning of a long number.
        code: code === EXTENSIBLE && room >= 26 ? view.getUint16(begin + 24, true) : code,
        channels: view.getUint16(begin + 2, true),
        rate: view.getUint32(begin + 4, true),
        bits: view.getUint16(begin + 14, true),
      };
    }
    if (kind === "data") {
      if (format === undefined) throw new SyntaxError("its format must be told before its data: got none");
      // Who writes into a pipe does not know the size yet.
      const told = size === 0xffffffff ? room : size;
      if (told > room) throw new SyntaxError(`its data must have ${told} bytes: got ${room}`);
      return soundOf(format, new DataView(bytes.buffer, bytes.byteOffset + begin, told));
    }
    at = begin + size + size % 2;
  }
  throw new SyntaxError("it must have data: got none");
}

function soundOf(
  { code, channels, rate, bits }: { code: number; channels: number; rate: number; bits: number },
  view: DataView,
): Sound {
  const read = READERS[`${code}/${bits}`];
  if (read === undefined) {
    throw new SyntaxError(
      `its sound must be uncoded, of 8, 16, 24 or 32 bits or floats: got format ${code} of ${bits} bits`,
    );
  }
  if (channels < 1) throw new SyntaxError(`it must have a channel: got ${channels}`);
  const count = Math.floor(view.byteLength / (bits / 8) / channels) * channels, data = new Float32Array(count);
  for (let i = 0; i < count; i++) data[i] = read(view, i);
  return { rate, channels, data };
}

const READERS: Readonly<Record<string, (view: DataView, i: number) => number>> = {
  [`${PCM}/8`]: (view, i) => (view.getUint8(i) - 128) / 128,
  [`${PCM}/16`]: (view, i) => view.getInt16(2 * i, true) / 2 ** 15,
  [`${PCM}/24`]: (view, i) => (view.getUint16(3 * i, true) | view.getInt8(3 * i + 2) << 16) / 2 ** 23,
  [`${PCM}/32`]: (view, i) => view.getInt32(4 * i, true) / 2 ** 31,
  [`${FLOAT}/32`]: (view, i) => view.getFloat32(4 * i, true),
  [`${FLOAT}/64`]: (view, i) => view.getFloat64(8 * i, true),
};
