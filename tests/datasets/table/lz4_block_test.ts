import { assertEquals, assertThrows } from "@std/assert";
import { lz4Block, lz4Page } from "../../../src/datasets/table/lz4_block.ts";

Deno.test("lz4Block() goes on behind what there is, and copies from it", () => {
  const out = new Uint8Array(9);
  out.set([97, 98, 99, 100]);
  assertEquals(lz4Block(Uint8Array.of(0, 4, 0, 0x10, 101), out, 4), 9);
  assertEquals(new TextDecoder().decode(out), "abcdabcde");
});

Deno.test("lz4Page() unpacks what is empty, blocks, and several of them as Hadoop writes", () => {
  assertEquals(lz4Page(Uint8Array.of(0), 0), new Uint8Array());
  assertEquals(lz4Page(new Uint8Array(), 0), new Uint8Array());
  const two = Uint8Array.of(0, 0, 0, 1, 0, 0, 0, 2, 0x10, 5, 0, 0, 0, 2, 0, 0, 0, 3, 0x20, 6, 7);
  assertEquals(lz4Page(two, 3), Uint8Array.of(5, 6, 7));
  // The same bytes, where the numbers do not fit, are a block, and no whole one.
  assertThrows(
    () => lz4Page(two, 4),
    RangeError,
    "Cannot unpack LZ4 as its blocks must be whole: got a damaged block.",
  );
  assertThrows(() => lz4Page(Uint8Array.of(0x10, 5), 2), RangeError, "a page must have 2 bytes: got 1.");
});
