import { assertEquals, assertThrows } from "@std/assert";
import { converter } from "../../src/pixels/converter.ts";
import { openWorkspace } from "../../src/pixels/program.ts";
import type { Conversion } from "../../src/transform.ts";

/** Numbers that tell byte and channel. */
const conversion: Conversion = {
  name: "telling",
  affine: (channels) => ({
    scale: Array.from({ length: channels }, (_, c) => 1 / (3 + c)),
    offset: Array.from({ length: channels }, (_, c) => 1000 * c + 0.1),
  }),
};

/** Bytes as numbers, in float32. */
function numbersOf(bytes: Uint8Array, channels: number): Float32Array {
  const { scale, offset } = conversion.affine(channels), { fround } = Math;
  return Float32Array.from(
    bytes,
    (byte, i) => fround(byte * fround(scale[i % channels]!)) + fround(offset[i % channels]!),
  );
}

Deno.test("converter() multiplies and adds by channel, to the last bit, whatever the length and the channels", () => {
  const convert = converter(conversion), workspace = openWorkspace(), convertHere = converter(conversion, workspace);
  for (let channels = 1; channels < 14; channels++) {
    for (const pixels of [1, 2, 7, 300, channels === 3 || channels === 7 ? 6000 : 5]) {
      const bytes = Uint8Array.from({ length: pixels * channels }, (_, i) => (i * 7919) % 256);
      const truth = numbersOf(bytes, channels);
      const numbers = new Float32Array(bytes.length);
      convert(bytes, channels, (piece, at) => numbers.set(piece, at));
      // To compare so many one by one in a sentence takes seconds.
      assertEquals(numbers.findIndex((number, i) => number !== truth[i]), -1, `${pixels} pixels of ${channels}`);
      const { at } = workspace.room.take(bytes.length + 16),
        here = workspace.room.bytes.subarray(at, at + bytes.length);
      here.set(bytes);
      convertHere(here, channels, (piece, at) => numbers.fill(0, at, at + piece.length).set(piece, at));
      assertEquals(
        numbers.findIndex((number, i) => number !== truth[i]),
        -1,
        `${pixels} pixels of ${channels} in place`,
      );
    }
  }
});

Deno.test("converter() refuses a conversion that does not fit the channels", () => {
  const short: Conversion = { name: "short", affine: () => ({ scale: [1], offset: [0] }) };
  assertThrows(() => converter(short)(Uint8Array.of(1, 2, 3), 3, () => {}), RangeError, "got 1 and 1.");
});
