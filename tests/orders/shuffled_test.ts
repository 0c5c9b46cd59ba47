import { assertEquals, assertNotEquals } from "@std/assert";
import { shuffled } from "../../src/orders/shuffled.ts";

Deno.test("shuffled() has every sample once, by (seed, epoch)", () => {
  const order = (epoch: number, seed: number) => [...shuffled()({ size: 100, batchSize: 7, epoch, seed })];
  assertEquals(order(1, 2), order(1, 2));
  assertEquals(order(1, 2).toSorted((a, b) => a - b), Array.from({ length: 100 }, (_, i) => i));
  assertNotEquals(order(1, 2), order(2, 1));
  assertNotEquals(order(1, 2), order(1, 3));
});
