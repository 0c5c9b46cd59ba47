import { assertEquals, assertThrows } from "@std/assert";
import { bucketed } from "../../mod.ts";

const lengths = Array.from({ length: 103 }, (_, i) => 1 + (i * 37) % 64), buckets = [8, 16, 32, 48];
const order = bucketed({ lengths, buckets }), pass = { size: 103, batchSize: 8, seed: 1 };
const bucketOf = (i: number) => Math.min(3, buckets.findIndex((most) => lengths[i]! <= most) >>> 0);

Deno.test("bucketed() has one bucket in each batch, and as many samples as there are", () => {
  for (const epoch of [0, 1]) {
    const picks = order({ ...pass, epoch });
    assertEquals(picks.length, 103);
    for (let at = 0; at < 103; at += 8) {
      assertEquals(new Set(Array.from(picks.subarray(at, at + 8), bucketOf)).size, 1, `${epoch} ${at}`);
    }
  }
});

Deno.test("bucketed() is a pure function of seed and epoch, has others in each, and comes to all in a few", () => {
  const text = (epoch: number, seed = 1) => order({ ...pass, epoch, seed }).join();
  assertEquals(text(3), text(3));
  assertEquals(new Set([text(3), text(4), text(3, 2)]).size, 3);
  const seen = new Set(Array.from({ length: 12 }, (_, epoch) => [...order({ ...pass, epoch })]).flat());
  assertEquals(seen.size, 103);
});

Deno.test("bucketed() gives each bucket about its share of the batches, and at least one", () => {
  const few = bucketed({ lengths: [...Array(30).fill(1), 9, ...Array(33).fill(20)], buckets: [4, 16, 32] });
  const picks = few({ size: 64, batchSize: 8, epoch: 0, seed: 0 }), batches = [0, 0, 0];
  for (let at = 0; at < 64; at += 8) batches[picks[at]! < 30 ? 0 : picks[at] === 30 ? 1 : 2]!++;
  assertEquals(batches.map((count) => count > 0), [true, true, true]);
  assertEquals(Math.abs(batches[0]! - 30 / 8) <= 1 && Math.abs(batches[2]! - 33 / 8) <= 1.2, true, batches.join());
});

Deno.test("bucketed() refuses buckets that do not rise, too many of them, and lengths of other samples", () => {
  const make = (buckets: number[]) => bucketed({ lengths: [1, 9], buckets });
  assertThrows(() => make([4, 4]), RangeError, "Cannot make bucketed as buckets must rise: got 4, 4.");
  const run = (size: number) => () => make([4, 16])({ size, batchSize: 2, epoch: 0, seed: 0 });
  assertThrows(run(2), RangeError, "as each must have a batch: got 2 buckets and 1 batches.");
  assertThrows(run(3), RangeError, "as each must have a length: got 2 lengths of 3 samples.");
});
