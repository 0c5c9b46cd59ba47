import { assertEquals, assertThrows } from "@std/assert";
import { withSharedMemory } from "../../../src/engines/wasm/shared_memory.ts";

const magic = [0, 97, 115, 109, 1, 0, 0, 0];
/** A module that only makes a memory of one page, which may grow to two, and exports it as `m`. */
const limited = Uint8Array.of(...magic, 5, 4, 1, 1, 1, 2, 7, 5, 1, 1, 109, 2, 0);

Deno.test("withSharedMemory() makes the memory of a module one that threads can share", () => {
  const memoryOf = (module: Uint8Array<ArrayBuffer>) =>
    (new WebAssembly.Instance(new WebAssembly.Module(module)).exports.m as WebAssembly.Memory).buffer;
  assertEquals(memoryOf(limited) instanceof SharedArrayBuffer, false);
  assertEquals(memoryOf(withSharedMemory(limited)) instanceof SharedArrayBuffer, true);
});

Deno.test("withSharedMemory() refuses a memory without a limit, and a module without memory", () => {
  const sentence =
    "Cannot share the memory of compiled code as it makes no memory of limited size: got another module\n" +
    "Give it the module of tfjs-backend-wasm 4.22.0.";
  for (const module of [[...magic, 5, 3, 1, 0, 1], magic]) {
    assertThrows(() => withSharedMemory(Uint8Array.from(module)), TypeError, sentence);
  }
});
