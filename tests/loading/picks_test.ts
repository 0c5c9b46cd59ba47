import { assertEquals, assertNotEquals } from "@std/assert";
import { checkBatchSize, checkLabels, countBatches, picks } from "../../src/loading/picks.ts";

Deno.test("picks() cuts a shuffled order into batches, and countBatches() counts them", () => {
  for (
    const [size, batchSize, dropLast, counts] of [[7, 3, false, [3, 3, 1]], [7, 3, true, [3, 3]], [6, 3, false, [
      3,
      3,
    ]]] as const
  ) {
    const batches = [...picks({ size, batchSize, dropLast, shuffle: { epoch: 0, seed: 1 } })];
    assertEquals(batches.map(({ length }) => length), [...counts]);
    assertEquals(countBatches({ size, batchSize, dropLast }), counts.length);
  }
});

Deno.test("picks() orders by (seed, epoch)", () => {
  const order = (epoch: number, seed: number) => {
    const [all] = picks({ size: 100, batchSize: 100, shuffle: { epoch, seed } });
    return [...all!];
  };
  assertEquals(order(1, 2), order(1, 2));
  assertEquals(order(1, 2).toSorted((a, b) => a - b), Array.from({ length: 100 }, (_, i) => i));
  assertNotEquals(order(1, 2), order(2, 1));
});

// What they say is asserted in arrays_test.ts, where users meet it.
Deno.test("checkBatchSize() and checkLabels() let pass what is right", () => {
  assertEquals(checkBatchSize(1), undefined);
  assertEquals(checkLabels([0, 2, 1], 3, "y"), undefined);
});
