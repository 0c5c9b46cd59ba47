import { assert, assertEquals } from "@std/assert";
import { randomFlip } from "../../mod.ts";
import { collator } from "../../src/loading/collate.ts";
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

Deno.test("openWorkspace() starts the program where an image comes first, and not for rows of numbers", async () => {
  const { Memory } = WebAssembly, source = { name: "rows", size: 2, get: (i: number) => ({ x: i, y: i }) };
  let memories = 0;
  WebAssembly.Memory = class extends Memory {
    constructor(descriptor: WebAssembly.MemoryDescriptor) {
      super(descriptor);
      memories++;
    }
  };
  try {
    const supply = { transforms: [], labels: true }, transforms = [randomFlip()];
    await collator({ source, ...supply })(Uint32Array.of(0, 1), 0);
    assertEquals(memories, 0);
    const x = { dtype: "uint8", shape: [2, 2, 1], data: Uint8Array.of(1, 2, 3, 4) } as const;
    const images = collator({ source: { ...source, get: (i) => ({ x, y: i }) }, labels: true, transforms });
    for (let batch = 0; batch < 3; batch++) await images(Uint32Array.of(0, 1), 0);
    assertEquals(memories, 1);
  } finally {
    WebAssembly.Memory = Memory;
  }
});
