import { assert, assertAlmostEquals } from "@std/assert";
import { fanInUniform, kaimingNormal } from "../../src/tensors/initializers.ts";
import { generator } from "../../src/tensors/random.ts";

const deviation = (values: Float32Array) => Math.sqrt(values.reduce((sum, x) => sum + x * x, 0) / values.length);

Deno.test("kaimingNormal() has deviation sqrt(2 / (kernel area * outputs))", () => {
  const values = kaimingNormal()([3, 3, 64, 32], generator(1));
  assertAlmostEquals(deviation(values) / Math.sqrt(2 / (9 * 32)), 1, 0.03);
});

Deno.test("fanInUniform() fills its interval", () => {
  const values = fanInUniform(4)([10_000], generator(1));
  assert(values.every((value) => Math.abs(value) <= 0.5));
  assertAlmostEquals(deviation(values), 0.5 / Math.sqrt(3), 0.01);
});
