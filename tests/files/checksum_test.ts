import { assertEquals } from "@std/assert";
import { checksum } from "../../src/files/checksum.ts";

const w = (...numbers: number[]) =>
  ({ dtype: "float32", shape: [numbers.length], data: Float32Array.of(...numbers) }) as const;

// Worked out by a program of its own in another language.
Deno.test("checksum() is the sum that its description gives", () => {
  const mask = { dtype: "bool", shape: [5], data: Uint8Array.of(1, 0, 1, 1, 0) } as const;
  assertEquals(checksum({}, {}), "e66fccd5d265f11c5c9e06c75f1d9989");
  assertEquals(checksum({ w: w(1, 2, 3), mask }, { format: "raptor 2" }), "69b6d1bdc9d18c4d462ccd063f277c9e");
  assertEquals(checksum({ w: w(0, 1, 2, 3, 4, 5, 6, 7, 8) }, {}), "b12b8ce763c047bf31cbb7158269d9d5");
});

Deno.test("checksum() differs for each bit that is flipped, in numbers, names, types and texts", () => {
  const numbers = Float32Array.of(1, -2, 3.5, 0, 7, 9), bytes = new Uint8Array(numbers.buffer);
  const sum = () => checksum({ w: { dtype: "float32", shape: [6], data: numbers } }, { a: "b" });
  const seen = new Set([sum()]);
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    bytes[bit >> 3]! ^= 1 << bit % 8;
    seen.add(sum());
    bytes[bit >> 3]! ^= 1 << bit % 8;
  }
  const data = numbers;
  seen.add(checksum({ v: { dtype: "float32", shape: [6], data } }, { a: "b" }));
  seen.add(checksum({ w: { dtype: "float32", shape: [2, 3], data } }, { a: "b" }));
  seen.add(checksum({ w: { dtype: "int32", shape: [6], data } }, { a: "b" }));
  seen.add(checksum({ w: { dtype: "float32", shape: [6], data } }, { a: "c" }));
  assertEquals(seen.size, 1 + 6 * 32 + 4);
});

Deno.test("checksum() does not ask in which order things come, nor where in memory they lie", () => {
  const shifted = new Uint8Array([9, 1, 0, 1]).subarray(1);
  const mask = (data: Uint8Array) => ({ dtype: "bool", shape: [3], data }) as const;
  const one = checksum({ a: w(1), m: mask(Uint8Array.of(1, 0, 1)) }, { x: "1", y: "2" });
  assertEquals(checksum({ m: mask(shifted), a: w(1) }, { y: "2", x: "1" }), one);
});
