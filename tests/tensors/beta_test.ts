import { assert } from "@std/assert";
import { beta } from "../../src/tensors/beta.ts";
import { generator } from "../../src/tensors/random.ts";

Deno.test("beta() has the mean and the variance of its distribution, for small parameters too", () => {
  const next = generator(4), draws = 20_000;
  for (const [a, b] of [[0.2, 0.2], [1, 1], [2, 5]] as const) {
    const drawn = Array.from({ length: draws }, () => beta(a, b, next));
    const mean = drawn.reduce((sum, one) => sum + one, 0) / draws;
    const variance = drawn.reduce((sum, one) => sum + (one - mean) ** 2, 0) / draws;
    assert(Math.abs(mean - a / (a + b)) < 0.01, `${a}, ${b}: a mean of ${mean}`);
    assert(Math.abs(variance / (a * b / ((a + b) ** 2 * (a + b + 1))) - 1) < 0.05, `${a}, ${b}: ${variance}`);
  }
});
