import { assertEquals, assertThrows } from "@std/assert";
import { readBits, writeBits } from "../../../src/pixels/decode_image/bits.ts";

Deno.test("readBits() takes what writeBits() puts, bytes of 255 and signs too", () => {
  const bits = writeBits();
  bits.put(0xff, 8);
  bits.put(0b101, 3);
  bits.put(0x1ffff, 17);
  // T.81, table F.1: -5 is 010 among the numbers of 3 bits, 5 is 101.
  bits.put(0b010101, 6);
  const bytes = bits.end();
  assertEquals([...bytes.subarray(0, 2)], [0xff, 0]);
  const back = readBits(bytes, 0);
  assertEquals([back.take(8), back.take(3), back.take(17), back.takeSigned(3), back.takeSigned(3)], [
    ...[0xff, 0b101, 0x1ffff, -5, 5],
  ]);
  assertEquals(back.takeSigned(0), 0);
  assertThrows(() => back.take(40), RangeError, "the scan ends early");
});

Deno.test("readBits() takes words of a Huffman code, and refuses others", () => {
  // Of T.81, table K.3: two bits for size 0, three for 1 to 5, then one word of each length.
  const code = {
    counts: Uint8Array.of(0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0),
    values: Uint8Array.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11),
  };
  const bits = readBits(Uint8Array.of(0b00010101, 0b11101111, 0b11110111, 0xff, 0, 0xff, 0), 0);
  assertEquals(Array.from({ length: 5 }, () => bits.takeWord(code)), [0, 1, 4, 6, 11]);
  assertThrows(() => bits.takeWord(code), RangeError);
});

Deno.test("readBits() goes on behind a restart mark, and misses one that is not there", () => {
  const bits = readBits(Uint8Array.of(0xa0, 0xff, 0xd3, 0x40, 0x41), 0);
  assertEquals(bits.take(3), 0b101);
  bits.restart();
  assertEquals([bits.take(2), bits.at], [0b01, 4]);
  assertThrows(() => bits.restart(), RangeError, "a restart mark is missing");
});
