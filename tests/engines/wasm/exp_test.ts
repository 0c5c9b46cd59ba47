import { assert, assertEquals } from "@std/assert";
import { wasm } from "../../../src/engines/wasm.ts";
import { tf } from "../../../src/tf.ts";

await wasm().open();

const exp = (...values: number[]) => [...tf.exp(tf.tensor1d(values)).dataSync()];

Deno.test("expKernels() are right to the last digits from 1e-38 to 1e38", () => {
  const values = Array.from({ length: 2001 }, (_, i) => -87 + i * 0.0875);
  exp(...values).forEach((value, i) => {
    const expected = Math.exp(Math.fround(values[i]!));
    assert(Math.abs(value - expected) <= 2e-7 * expected, `exp(${values[i]}) is ${value}, not ${expected}`);
  });
});

Deno.test("expKernels() know the ends of the numbers", () => {
  assertEquals(exp(-Infinity, -1e9, 0, 1e9, Infinity, NaN, -0), [0, 0, 1, Infinity, Infinity, NaN, 1]);
});
