/** A clear end where the memory is full: tfjs does not ask whether it got any, and would write to address 0. */
import type { WasmBackend } from "./heap.ts";

const limit = 2 ** 32;

/** Makes a backend refuse a tensor that it has no room for. */
export function limitMemory({ wasm }: WasmBackend): void {
  const allocate = wasm._malloc;
  wasm._malloc = (bytes) => {
    const address = bytes < limit ? attempt(bytes) : 0;
    if (address !== 0 || bytes === 0) return address;
    const gigabytes = (size: number) => (size / 1e9).toFixed(1);
    throw new RangeError(
      `Cannot make a tensor as the wasm engine holds at most 4.3 GB: got ${gigabytes(bytes)} GB more, ` +
        `where the memory is ${gigabytes(wasm.HEAPU8.length)} GB already\n` +
        `Take smaller batches or a smaller model, or another engine.`,
    );
  };
  /** The address, or 0 where there is none: close to the limit the compiled code traps instead of saying so. */
  function attempt(bytes: number): number {
    try {
      return allocate(bytes);
    } catch (error) {
      if (error instanceof WebAssembly.RuntimeError) return 0;
      throw error;
    }
  }
}
