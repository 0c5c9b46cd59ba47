import { assertEquals, assertThrows } from "@std/assert";
import { packed } from "../../mod.ts";

Deno.test("packed() has each token as a target once, with an end behind each text", async () => {
  const sequences = [Int32Array.of(1, 2, 3), [4], [], [5, 6, 7, 8]], source = packed({ sequences, length: 4, end: 0 });
  const samples = await Promise.all(Array.from({ length: source.size }, (_, i) => source.get(i)));
  assertEquals(samples.flatMap(({ y }) => [...y.data]), [2, 3, 0, 4, 0, 0, 5, 6]);
  assertEquals(samples.flatMap(({ x }) => [...x.data]), [1, 2, 3, 0, 4, 0, 0, 5]);
  assertEquals(source.title!(1), "the pack 1");
});

Deno.test("packed() refuses texts that are too short, and an end that is no token", () => {
  assertThrows(() => packed({ sequences: [[1, 2]], length: 2 }), RangeError, "must be longer than one: got 2 tokens");
  assertThrows(() => packed({ sequences: [[1]], length: 1, end: -1 }), RangeError, "Cannot make packed as end must be");
});
