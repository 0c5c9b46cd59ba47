/** A clear end where the memory is full: tfjs does not ask whether it got any, and would write to address 0. */
import { OUT_OF_MEMORY } from "../../tensors/out_of_memory.ts";
import type { WasmBackend } from "./heap.ts";

// The last of the 4 GiB stay free, as the compiled code wants memory of its own and traps where there is none.
const limit = 2 ** 32 - 2 ** 27;

/** Makes a backend refuse a tensor that it has no room for. */
export function limitMemory({ wasm }: WasmBackend): void {
  // Emscripten puts the compiled functions in place at their first call, which must not undo this.
  wasm._free(wasm._malloc(8));
  const allocate = wasm._malloc;
  wasm._malloc = (bytes) => {
    // Addresses above 2 GiB come as negative numbers.
    const address = bytes < limit ? allocate(bytes) >>> 0 : 0;
    if (address !== 0 && address + bytes <= limit) return address;
    if (address !== 0) wasm._free(address);
    const gigabytes = (size: number) => (size / 1e9).toFixed(1);
    throw new RangeError(
      `Cannot make a tensor as the wasm engine holds at most ${gigabytes(limit)} GB: got ${
        gigabytes(bytes)
      } GB more, ` +
        `where the memory is ${gigabytes(wasm.HEAPU8.length)} GB already\n` +
        `Take smaller batches or a smaller model, or another engine.`,
      { cause: OUT_OF_MEMORY },
    );
  };
}
