/** From the bytes of a batch to its numbers: a program in WebAssembly. */
import type { Affine, Conversion } from "../transform.ts";
import { openWorkspace, WORD } from "./program.ts";

/**
 * Makes what converts one batch after the other.
 *
 * @param conversion What each byte becomes.
 * @param workspace Where bytes lie that need not be copied. Default memory of its own.
 * @returns Takes bytes with their channels last, and puts as many numbers, piece by piece; each stands until the next one.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { normalize } from "jsr:@raptor/raptor";
 * import { converter } from "./converter.ts";
 *
 * const convert = converter(normalize({ mean: [0.5], std: [0.5] }));
 * convert(Uint8Array.of(0, 255), 1, (piece, at) => assertEquals([piece, at], [Float32Array.of(-1, 1), 0]));
 * ```
 */
export function converter(
  conversion: Conversion,
  { memory, program: { convert }, room } = openWorkspace(),
): (bytes: Uint8Array, channels: number, put: (piece: Float32Array, at: number) => void) => void {
  const plan = room.take(PLAN);
  const from = room.take(PIECE + BEYOND), to = room.take(4 * PIECE + BEYOND);
  const numbers = new Float32Array(memory.buffer, to.at, PIECE);
  let channels = 0;
  return (bytes, ofChannels, put) => {
    if (ofChannels !== channels) {
      room.bytes.set(planOf(conversion.affine(ofChannels), ofChannels), plan.at);
      channels = ofChannels;
    }
    const isHere = bytes.buffer === memory.buffer, whole = PIECE - PIECE % (WORD * 12 * channels);
    for (let at = 0; at < bytes.length; at += whole) {
      const length = Math.min(whole, bytes.length - at);
      if (!isHere) room.bytes.set(bytes.subarray(at, at + length), from.at);
      convert(isHere ? bytes.byteOffset + at : from.at, to.at, plan.at, length, channels);
      put(numbers.subarray(0, length), at);
    }
  };
}

/** So many bytes at a time, as few as stay near the processor: their numbers are read again to be put where they belong. */
const PIECE = 2 ** 14;
/** The program reads and writes up to so many bytes more than it needs. */
const BEYOND = 48;
const MOST_CHANNELS = 64, PLAN = 8 * MOST_CHANNELS;

/** How bytes become numbers, as assembly/convert.as reads it: a scale for each channel, again and again up to 64, and so an offset. */
function planOf({ scale, offset }: Affine, channels: number): Uint8Array {
  if (!(channels <= MOST_CHANNELS && scale.length === channels && offset.length === channels)) {
    throw new RangeError(
      `Cannot convert images as there must be a scale and an offset for each of ${channels} channels, ${MOST_CHANNELS} at ` +
        `most: got ${scale.length} and ${offset.length}. Correct what affine() answers.`,
    );
  }
  const plan = new Uint8Array(PLAN), numbers = new Float32Array(plan.buffer);
  for (let i = 0; i < MOST_CHANNELS; i++) {
    numbers[i] = scale[i % channels]!;
    numbers[MOST_CHANNELS + i] = offset[i % channels]!;
  }
  return plan;
}
