import { assert, assertAlmostEquals, assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import { generator, mixSeed, normals, permutation } from "../../src/tensors/random.ts";

Deno.test("mixSeed() gives unsigned 32-bit integers that hang on each part, its place and its kind", () => {
  const seeds = [mixSeed(), mixSeed(0), mixSeed(0, 0), mixSeed(1, 2), mixSeed(2, 1), mixSeed("1", 2), mixSeed("12")];
  assertEquals(new Set(seeds).size, seeds.length);
  assert(seeds.every((seed) => Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32));
});

Deno.test("mixSeed() refuses what is no number and no text, as where a pass is begun without a seed", () => {
  assertThrows(
    () => mixSeed(1, undefined as unknown as number),
    TypeError,
    "needs one: data.train({ epoch: 0, seed: 0 })",
  );
});

Deno.test("mixSeed() flips half of the bits when one bit of a part changes", () => {
  let flipped = 0;
  for (let part = 0; part < 1000; part++) {
    const changed = mixSeed(7, part) ^ mixSeed(7, part ^ (1 << part % 32));
    for (let bit = 0; bit < 32; bit++) flipped += (changed >>> bit) & 1;
  }
  // 32,000 fair coins: five standard deviations are 0.014.
  assertAlmostEquals(flipped / 32_000, 0.5, 0.014);
});

Deno.test("mixSeed() stays as it is, since checkpoints resume by it", () => {
  assertEquals([mixSeed(0, "dense1/kernel"), mixSeed(42, "step", 7)], [2031909028, 3311085334]);
});

Deno.test("generator() is a pure function of its seed", () => {
  const draw = (seed: number) => Array.from({ length: 5 }, generator(seed));
  assertEquals(draw(3), draw(3));
  assertNotEquals(draw(3), draw(4));
});

Deno.test("generator() is uniform: the tenths of [0, 1) are equally full", () => {
  const next = generator(1);
  const counts = Array(10).fill(0);
  for (let i = 0; i < 100_000; i++) counts[Math.floor(10 * next())]++;
  const chiSquare = counts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0);
  // 9 degrees of freedom: above 27.9 once in a thousand seeds.
  assert(chiSquare < 27.9, `${chiSquare}`);
});

Deno.test("normals() have the moments of the standard normal distribution", () => {
  const values = normals(200_000, generator(5));
  const moment = (power: number) => values.reduce((sum, value) => sum + value ** power, 0) / values.length;
  // The bounds are five standard errors: sqrt(1, 2, 15, 96) / sqrt(200,000).
  assertAlmostEquals(moment(1), 0, 0.0112);
  assertAlmostEquals(moment(2), 1, 0.0159);
  assertAlmostEquals(moment(3), 0, 0.0434);
  assertAlmostEquals(moment(4), 3, 0.11);
});

Deno.test("normals() lie beyond 1.96 as often as the normal distribution says", () => {
  const values = normals(200_000, generator(6));
  const share = values.filter((value) => Math.abs(value) > 1.959964).length / values.length;
  assertAlmostEquals(share, 0.05, 0.0025);
});

Deno.test("normals() of fewer numbers are the first ones of more", () => {
  assertEquals(normals(5, generator(2)), normals(8, generator(2)).slice(0, 5));
  assertEquals(normals(0, generator(2)), new Float32Array(0));
});

Deno.test("normals() skips a point in the middle and points outside of the circle", () => {
  // u = v = 0, then u = v = 0.9, then u = 0.5 and v = 0.
  const numbers = [0.5, 0.5, 0.95, 0.95, 0.75, 0.5];
  const [first, second] = normals(2, () => numbers.shift()!);
  assertAlmostEquals(first!, Math.sqrt(-2 * Math.log(0.25)), 1e-6);
  assertEquals(second, 0);
});

Deno.test("permutation() holds each number once, in an order of the seed", () => {
  const order = permutation(100, generator(9));
  assertEquals(order.toSorted(), Uint32Array.from({ length: 100 }, (_, i) => i));
  assertEquals(order, permutation(100, generator(9)));
  assertNotEquals(order, permutation(100, generator(10)));
  assertEquals(permutation(0, generator(9)).length, 0);
});

Deno.test("permutation() makes each of the six orders of three equally often", () => {
  const counts = new Map<string, number>();
  const next = generator(11);
  for (let i = 0; i < 6000; i++) {
    const key = permutation(3, next).join("");
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  assertEquals(counts.size, 6);
  const chiSquare = [...counts.values()].reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);
  // 5 degrees of freedom: above 20.5 once in a thousand seeds.
  assert(chiSquare < 20.5, `${chiSquare}`);
});
