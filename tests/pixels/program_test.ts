import { assert, assertEquals } from "@std/assert";
import { openRoom, sharedMemory } from "../../src/pixels/program.ts";

Deno.test("openRoom() gives out parts that do not overlap, and grows the memory for them", () => {
  const memory = sharedMemory(), room = openRoom(memory);
  const parts = [3, 70_000, 0, 200_000].map((size) => ({ wanted: size, ...room.take(size) }));
  let end = 0;
  for (const { wanted, at, size } of parts) {
    assert(at >= end && size >= wanted && at % 16 === 0);
    end = at + size;
  }
  assert(room.bytes.length >= end);
  assertEquals([room.bytes.length, room.bytes.buffer instanceof SharedArrayBuffer], [memory.buffer.byteLength, true]);
});
