import { assertEquals, assertThrows } from "@std/assert";
import type { WasmBackend } from "../../../src/engines/wasm/heap.ts";
import { limitMemory } from "../../../src/engines/wasm/memory_limit.ts";

/** A memory that hands out addresses one after the other, from the one given. */
function memory(next: number) {
  const freed: number[] = [];
  const wasm = {
    HEAPU8: new Uint8Array(0),
    _malloc: (bytes: number) => (next += bytes) - bytes | 0,
    _free: (address: number) => void freed.push(address),
  };
  limitMemory({ wasm } as unknown as WasmBackend);
  freed.length = 0;
  return { wasm, freed };
}

Deno.test("limitMemory() lets addresses above 2 GiB pass", () => {
  const { wasm } = memory(2 ** 31);
  assertEquals(wasm._malloc(64), 2 ** 31 + 8);
});

Deno.test("limitMemory() gives back what reaches into the last of the memory, and says so", () => {
  const { wasm, freed } = memory(2 ** 32 - 2 ** 27 - 100);
  assertThrows(() => wasm._malloc(1000), RangeError, "Cannot make a tensor as the wasm engine holds at most 4.2 GB");
  assertEquals(freed, [2 ** 32 - 2 ** 27 - 92]);
});
