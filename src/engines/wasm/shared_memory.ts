/** Compiled code with a memory of its own, made to share it with other threads. */

const memorySection = 5, sectionsStart = 8;

/**
 * Says in compiled code that its memory is shared. That is one bit of the module; loads and stores stay what they are.
 *
 * @param module A module that makes one memory, with a limit.
 * @returns A copy with that bit set.
 *
 * @throws {TypeError} If the module makes no memory, or one without a limit.
 */
export function withSharedMemory(module: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = Uint8Array.from(module);
  for (let at = sectionsStart; at < bytes.length;) {
    const section = bytes[at]!, size = number(bytes, at + 1), start = size.end;
    const count = number(bytes, start);
    if (section === memorySection && count.value === 1 && bytes[count.end] === hasLimit) {
      bytes[count.end] = hasLimit | isShared;
      return bytes;
    }
    at = start + size.value;
  }
  throw new TypeError(
    "Cannot share the memory of compiled code as it makes no memory of limited size: got another module\n" +
      "Give it the module of tfjs-backend-wasm 4.22.0.",
  );
}

const hasLimit = 1, isShared = 2;

/** A number as modules hold it: seven bits a byte, the lowest first. */
function number(bytes: Uint8Array, start: number): { readonly value: number; readonly end: number } {
  let value = 0, end = start;
  for (let shift = 0;; shift += 7) {
    const byte = bytes[end++] ?? 0;
    value += (byte & 127) * 2 ** shift;
    if (byte < 128) return { value, end };
  }
}
