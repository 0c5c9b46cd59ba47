import { assert, assertEquals, assertThrows } from "@std/assert";
import { generator } from "../../src/tensors/random.ts";
import { gaussianNoise } from "../../src/transforms/gaussian_noise.ts";

Deno.test("gaussianNoise() adds numbers of the mean and the deviation that were asked for", () => {
  const data = new Uint8Array(10_000).fill(120), x = { dtype: "uint8", shape: [100, 100, 1], data };
  const noisy = gaussianNoise({ sigma: 0.05, mean: 0.1 })({ x, y: 0 }, generator(3)).x.data;
  const mean = noisy.reduce((sum: number, byte: number) => sum + byte, 0) / 10_000;
  const deviation = Math.sqrt(noisy.reduce((sum: number, byte: number) => sum + (byte - mean) ** 2, 0) / 10_000);
  assert(Math.abs(mean - 120 - 25.5) < 1, String(mean));
  assert(Math.abs(deviation - 12.75) < 0.5, String(deviation));
});

Deno.test("gaussianNoise() refuses a deviation below 0", () => {
  const message = "Cannot make gaussianNoise as sigma must be a number or two of at least 0, the least first: got -1.";
  assertEquals(assertThrows(() => gaussianNoise({ sigma: -1 }), RangeError).message, message);
});
