import { assertEquals } from "@std/assert";
import { checkBatchSize, countBatches, picks } from "../../src/loading/picks.ts";

const order = Uint32Array.of(6, 2, 4, 0, 1, 5, 3);
const cut = (options: Parameters<typeof picks>[1]) => [...picks(order, options)].map((picked) => [...picked]);

Deno.test("picks() cuts an order into batches, from any sample on, and countBatches() counts them", () => {
  assertEquals(cut({ batchSize: 3 }), [[6, 2, 4], [0, 1, 5], [3]]);
  assertEquals(cut({ batchSize: 3, dropLast: true }), [[6, 2, 4], [0, 1, 5]]);
  assertEquals(cut({ batchSize: 3, from: 2 }), [[4, 0, 1], [5, 3]]);
  assertEquals([cut({ batchSize: 3, from: 7 }), cut({ batchSize: 3, from: 5, dropLast: true })], [[], []]);
  for (const dropLast of [true, false]) {
    assertEquals(countBatches({ size: 7, batchSize: 3, dropLast }), cut({ batchSize: 3, dropLast }).length);
  }
});

Deno.test("picks() shares each batch out over ranks as evenly as can be", () => {
  const shares = [0, 1].map((rank) => cut({ batchSize: 3, rank, ranks: 2 }));
  assertEquals(shares, [[[6], [0], [3]], [[2, 4], [1, 5], [3]]]);
  const told = [...picks(order, { batchSize: 3, rank: 0, ranks: 2 })].map(({ of, absent = false }) => [of, absent]);
  assertEquals(told, [[3, false], [3, false], [1, true]]);
});

// What it says is asserted in arrays_test.ts, where users meet it.
Deno.test("checkBatchSize() lets pass what is right", () => assertEquals(checkBatchSize(1), undefined));
