/** Gradients as the upper halves of their numbers. MPI knows no bfloat16, so each rank adds up a share itself, in float32. */
import type { Wire } from "../wire.ts";

/**
 * Half the bytes: numbers are rounded to the nearest bfloat16 (to even), sent to the rank that adds them up in float32, and their
 * sum is rounded and sent once more. PyTorch's `bf16_compress_hook` adds up in bfloat16.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { one } from "jsr:@raptor/raptor";
 * import { bfloat16 } from "./bfloat16.ts";
 *
 * const numbers = Float32Array.of(1, 1.001, -3.14159);
 * bfloat16().sum(numbers, one(), []);
 * assertEquals([...numbers], [1, 1, -3.140625]);
 * ```
 */
export function bfloat16(): Wire {
  let room = new Uint16Array(0);
  return {
    sum(numbers, { rank, size, now }) {
      const { length } = numbers, cuts = Array.from({ length: size + 1 }, (_, i) => Math.floor(length * i / size));
      const [begin, end] = [cuts[rank]!, cuts[rank + 1]!], own = end - begin;
      // Getting new memory takes longer than filling it.
      if (room.length < length + size * own) room = new Uint16Array(length + size * own);
      const halves = room.subarray(0, length), come = room.subarray(length, length + size * own);
      const parts = (of: Uint16Array<ArrayBuffer>) => cuts.slice(1).map((cut, i) => bytesOf(of.subarray(cuts[i], cut)));
      const shares = Array.from({ length: size }, (_, i) => come.subarray(i * own, (i + 1) * own));
      round(numbers, halves);
      now.allToAll(parts(halves), shares.map(bytesOf));
      const sum = numbers.subarray(begin, end);
      for (const [i, share] of shares.entries()) if (i !== rank) add(share, sum);
      round(sum, halves.subarray(begin, end));
      now.allToAll(shares.map(() => bytesOf(halves.subarray(begin, end))), parts(halves));
      widen(halves, numbers);
    },
  };
}

function bytesOf({ buffer, byteOffset, byteLength }: Uint16Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function bitsOf({ buffer, byteOffset, length }: Float32Array<ArrayBuffer>): Uint32Array {
  return new Uint32Array(buffer, byteOffset, length);
}

function round(numbers: Float32Array<ArrayBuffer>, into: Uint16Array): void {
  const bits = bitsOf(numbers);
  for (let i = 0; i < bits.length; i++) {
    const all = bits[i]!;
    // What is no number would be carried over into one.
    into[i] = (all & 0x7fffffff) > 0x7f800000 ? 0x7fc0 : (all + 0x7fff + ((all >>> 16) & 1)) >>> 16;
  }
}

function widen(halves: Uint16Array, into: Float32Array<ArrayBuffer>): void {
  const bits = bitsOf(into);
  for (let i = 0; i < bits.length; i++) bits[i] = halves[i]! << 16;
}

function add(halves: Uint16Array, to: Float32Array): void {
  const bits = new Uint32Array(1), wide = new Float32Array(bits.buffer);
  for (let i = 0; i < to.length; i++) {
    bits[0] = halves[i]! << 16;
    to[i]! += wide[0]!;
  }
}
