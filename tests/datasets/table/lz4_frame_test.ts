import { assertEquals, assertThrows } from "@std/assert";
import { lz4Frame } from "../../../src/datasets/table/lz4_frame.ts";

const frame = (...block: number[]) =>
  Uint8Array.of(4, 0x22, 0x4d, 0x18, 0x40, 0x40, 0, block.length, 0, 0, 0, ...block, 0, 0, 0, 0);

Deno.test("lz4Frame() copies from blocks before, and takes blocks as they are", () => {
  const head = [4, 0x22, 0x4d, 0x18, 0x40, 0x40, 0], end = [0, 0, 0, 0];
  // "abcd" as it is; then four from four places before, and an e.
  const two = Uint8Array.of(...head, 4, 0, 0, 0x80, 97, 98, 99, 100, 5, 0, 0, 0, 0, 4, 0, 0x10, 101, ...end);
  assertEquals(new TextDecoder().decode(lz4Frame(two, 9)), "abcdabcde");
  assertEquals(lz4Frame(frame(0x10, 5), 1), Uint8Array.of(5));
});

Deno.test("lz4Frame() refuses what is no whole frame, whatever it says of its length", () => {
  const good = frame(0x12, 0x61, 1, 0, 0x10, 0x62);
  for (let at = 0; at < good.length - 4; at++) {
    assertThrows(() => lz4Frame(good.subarray(0, at), 8), RangeError, "Cannot unpack LZ4");
  }
  for (const length of [7, 9, 1e12, -1]) {
    assertThrows(() => lz4Frame(good, length), RangeError, "Cannot unpack LZ4 as it");
  }
  assertThrows(() => lz4Frame(frame(0x12, 0x61, 9, 0, 0x10, 0x62), 8), RangeError, "got a damaged block.");
  assertThrows(() => lz4Frame(frame(0xf0, 255, 255), 8), RangeError, "got a damaged block.");
});
