import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import { deal, dealer } from "../../src/loading/deal.ts";

Deno.test("deal() gives each part as many as it shall have, each sample to one", () => {
  for (const counts of [[7], [5, 2], [1, 1, 8], [3, 3, 3, 3]]) {
    const parts = deal({ counts, seed: 3 }), size = counts.reduce((sum, count) => sum + count);
    assertEquals(parts.map(({ length }) => length), counts);
    assertEquals(
      parts.flatMap((part) => [...part]).toSorted((a, b) => a - b),
      Array.from({ length: size }, (_, i) => i),
    );
  }
});

Deno.test("deal() gives every sample the same chance of a part", () => {
  const times = new Uint32Array(5), rounds = 2000;
  for (let seed = 0; seed < rounds; seed++) for (const i of deal({ counts: [2, 3], seed })[0]!) times[i]!++;
  // Two of five: a mean of 800, and a deviation of sqrt(2000 * 0.4 * 0.6) = 22.
  for (const count of times) assert(Math.abs(count - 800) < 5 * 22, String(times));
});

Deno.test("deal() by labels keeps the shares of many classes, and their chance", () => {
  const labels = Array.from({ length: 1000 }, (_, i) => i % 13), counts = [750, 250];
  const [, few] = deal({ counts, seed: 1, labels });
  for (let label = 0; label < 13; label++) {
    const all = labels.filter((own) => own === label).length, own = few!.filter((i) => labels[i] === label).length;
    assert(Math.abs(own - all / 4) <= 1, `${own} of ${all}`);
  }
  assert(String(few) !== String(deal({ counts, seed: 2, labels })[1]));
});

Deno.test("dealer() deals once, and again when there are more samples", () => {
  const source = { name: "growing", size: 4, get: () => ({ x: 0, y: 0 }) };
  const all = dealer(source, { counts: (size) => [size - 1, 1], seed: 0, stratify: false });
  const before = all();
  assertStrictEquals(all(), before);
  source.size = 6;
  assertEquals(all().map(({ length }) => length), [5, 1]);
});
