/** From the bytes of a batch to its numbers: a program in WebAssembly. */
import type { Affine, Conversion } from "../transform.ts";
import { openImages, openRoom, sharedMemory } from "./program.ts";

/**
 * Makes what converts one batch after the other.
 *
 * @param conversion What each byte becomes.
 * @returns Takes bytes with their channels last, and answers as many numbers; they stand until the next call.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { normalize } from "jsr:@raptor/raptor";
 * import { converter } from "./converter.ts";
 *
 * const convert = converter(normalize({ mean: [0.5], std: [0.5] }));
 * assertEquals(convert(Uint8Array.of(0, 255), 1), Float32Array.of(-1, 1));
 * ```
 */
export function converter(conversion: Conversion): (bytes: Uint8Array, channels: number) => Float32Array {
  const memory = sharedMemory();
  const { convert } = openImages(memory), room = openRoom(memory);
  const plan = room.take(PLAN);
  let channels = 0, from = room.take(0), to = from;
  return (bytes, ofChannels) => {
    if (ofChannels !== channels) {
      room.bytes.set(planOf(conversion.affine(ofChannels), ofChannels), plan.at);
      channels = ofChannels;
    }
    const { length } = bytes;
    if (length + BEYOND > from.size) {
      from = room.take(length + BEYOND);
      to = room.take(4 * length + BEYOND);
    }
    room.bytes.set(bytes, from.at);
    convert(from.at, to.at, plan.at, length, channels);
    return new Float32Array(memory.buffer, to.at, length);
  };
}

/** The program reads and writes up to so many bytes more than it needs. */
const BEYOND = 48;
const MOST_CHANNELS = 64, PLAN = 48 + 8 * MOST_CHANNELS;
/** A mask's place that stays 0. */
const NO_BYTE = 255;

/**
 * How bytes become numbers, as assembly/convert.as reads it: masks that take three times four bytes out of twelve, then a
 * scale for each channel, again and again up to 64, and so an offset.
 */
function planOf({ scale, offset }: Affine, channels: number): Uint8Array {
  if (!(channels <= MOST_CHANNELS && scale.length === channels && offset.length === channels)) {
    throw new RangeError(
      `Cannot convert images as there must be a scale and an offset for each of ${channels} channels, ${MOST_CHANNELS} at ` +
        `most: got ${scale.length} and ${offset.length}. Correct what affine() answers.`,
    );
  }
  const plan = new Uint8Array(PLAN).fill(NO_BYTE, 0, 48);
  for (let i = 0; i < 12; i++) plan[4 * i] = i;
  const numbers = new Float32Array(plan.buffer, 48);
  for (let i = 0; i < MOST_CHANNELS; i++) {
    numbers[i] = scale[i % channels]!;
    numbers[MOST_CHANNELS + i] = offset[i % channels]!;
  }
  return plan;
}
