import { assertEquals } from "@std/assert";
import { one } from "../../../mod.ts";
import { bfloat16 } from "../../../src/training/wire/bfloat16.ts";

Deno.test("bfloat16 rounds to the nearest, to even in the middle, and keeps what is not finite", () => {
  // Between 1 and 1 + 1/128, then between that and the next.
  const numbers = Float32Array.of(1 + 1 / 256, 1 + 3 / 256, 1 + 1 / 200, -0, 1e-40, 3.4e38, -Infinity, NaN);
  bfloat16().sum(numbers, one(), []);
  const [tiny, large] = [numbers[4]!, numbers[5]!];
  assertEquals([...numbers.slice(0, 4)], [1, 1 + 1 / 64, 1 + 1 / 128, -0]);
  assertEquals([Math.abs(tiny - 1e-40) < 2 ** -133 / 2, large, ...numbers.slice(6)], [true, Infinity, -Infinity, NaN]);
});

Deno.test("bfloat16 keeps the sign and the payload of no number from becoming a number", () => {
  const numbers = new Float32Array(Uint32Array.of(0xffffffff, 0x7fffffff, 0x7f800001).buffer);
  bfloat16().sum(numbers, one(), []);
  assertEquals([...numbers], [NaN, NaN, NaN]);
});
