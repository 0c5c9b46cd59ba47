import { assertEquals, assertThrows } from "@std/assert";
import { converter } from "../../src/pixels/converter.ts";
import type { Conversion } from "../../src/transform.ts";

/** Numbers that tell byte and channel. */
const conversion: Conversion = {
  name: "telling",
  affine: (channels) => ({
    scale: Array.from({ length: channels }, (_, c) => 1 / (3 + c)),
    offset: Array.from({ length: channels }, (_, c) => 1000 * c + 0.1),
  }),
};

/** A byte of a channel as a number, in float32. */
function numberOf(byte: number, channel: number, channels: number): number {
  const { scale, offset } = conversion.affine(channels), { fround } = Math;
  return fround(fround(byte * fround(scale[channel]!)) + fround(offset[channel]!));
}

Deno.test("converter() multiplies and adds by channel, to the last bit, whatever the length and the channels", () => {
  const convert = converter(conversion);
  for (let channels = 1; channels < 14; channels++) {
    for (const pixels of [1, 2, 7, 300, channels === 3 || channels === 7 ? 6000 : 5]) {
      const bytes = Uint8Array.from({ length: pixels * channels }, (_, i) => (i * 7919) % 256);
      const truth = Float32Array.from(bytes, (byte, i) => numberOf(byte, i % channels, channels));
      const numbers = new Float32Array(bytes.length);
      convert(bytes, channels, (piece, at) => numbers.set(piece, at));
      assertEquals(numbers, truth);
    }
  }
});

Deno.test("converter() refuses a conversion that does not fit the channels", () => {
  const short: Conversion = { name: "short", affine: () => ({ scale: [1], offset: [0] }) };
  assertThrows(() => converter(short)(Uint8Array.of(1, 2, 3), 3, () => {}), RangeError, "got 1 and 1.");
});
