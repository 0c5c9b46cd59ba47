import { assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import { type Picture, rows, type Source, split, type SplitOptions, subset } from "../../mod.ts";
import { tf } from "../../src/tf.ts";
import { ten } from "./ten.ts";

await tf.setBackend("cpu");

const squares = (size: number): Source<number, number> => ({ name: "squares", size, get: (i) => ({ x: i, y: i * i }) });
async function numbers(source: Source<number, number>): Promise<number[]> {
  return await Promise.all(Array.from({ length: source.size }, async (_, i) => (await source.get(i)).x));
}

Deno.test("split() has every sample in one part, by the seed alone, in the order of the source", async () => {
  const drawn = async (seed: number) => await Promise.all(split(squares(100), [0.5, 0.3, 0.2], { seed }).map(numbers));
  const parts = await drawn(1);
  assertEquals(parts.map((part) => part.length), [50, 30, 20]);
  assertEquals(parts.flat().toSorted((a, b) => a - b), Array.from({ length: 100 }, (_, i) => i));
  assertEquals(parts, parts.map((part) => part.toSorted((a, b) => a - b)));
  assertEquals(await drawn(1), parts);
  assertNotEquals(await drawn(2), parts);
});

Deno.test("split() by fractions rounds so that all samples are there", () => {
  const sizes = (size: number, ...shares: number[]) => split(squares(size), shares).map((part) => part.size);
  assertEquals(sizes(10, 0.1, 0.2, 0.7), [1, 2, 7]);
  assertEquals(sizes(100, 0.29, 0.71), [29, 71]);
  assertEquals(sizes(10, 1 / 3, 1 / 3, 1 / 3), [4, 3, 3]);
  assertEquals(sizes(7, 1), [7]);
});

Deno.test("split() names its parts as the shares are named", () => {
  const parts = split(ten(), { train: 0.8, val: 0.2 });
  const val: Source<Picture, number> = parts.val;
  assertEquals(val.settings, {
    source: { name: "ten" },
    shares: { train: 0.8, val: 0.2 },
    ...{ seed: 0, stratify: false, part: "val" },
  });
  // @ts-expect-error There is no such part.
  assertEquals(parts.test, undefined);
});

Deno.test("split() with stratify gives each part its share of every class, give or take one sample", async () => {
  const y = Array.from({ length: 100 }, (_, i) => i < 60 ? 0 : i < 97 ? 1 : 2);
  const source = rows({ x: y, y, classes: 3 });
  const { train, val } = split(source, { train: 0.8, val: 0.2 }, { seed: 4, stratify: true });
  // Nobody knows labels before the source is open.
  assertEquals([train.size, val.size], [80, 20]);
  await train.open!();
  await val.open!();
  const counts = [0, 1, 2].map((label) => [...val.labels!() as Int32Array].filter((own) => own === label).length);
  assertEquals([train.size, val.size, counts.slice(0, 2)], [80, 20, [12, 7]]);
  assertEquals(counts[2], 1);
});

Deno.test("split() refuses shares that do not add up, and parts without a sample", () => {
  const refused = (shares: unknown, text: string, options: SplitOptions = {}) =>
    assertEquals(assertThrows(() => split(squares(10), shares as number[], options), RangeError).message, text);
  const rule = "Cannot split squares as shares must be fractions that add up to 1, or numbers of samples: got";
  for (const shares of [[0.8, 0.1], [0.5, 0.6], [1.5, -0.5], [NaN, 1], [0, 1], { a: 0.9, b: 2 }]) {
    refused(shares, `${rule} ${Object.values(shares).join(" and ")}. Try { train: 0.9, val: 0.1 }.`);
  }
  for (const none of [[], {}, undefined]) refused(none, `${rule} none. Try { train: 0.9, val: 0.1 }.`);
  refused(
    [8, 1],
    "Cannot split squares as its 10 samples must all be shared out: got shares of 8 and 1, which add up to 9. " +
      "Take fewer of them by subset() before.",
  );
  refused(
    { train: 0.99, val: 0.01 },
    "Cannot split squares as each part needs a sample: got none for val of 10. Give it a larger share.",
  );
  refused([0.5, 0.5], "Cannot make split as seed must be a whole number of at least 0: got 1.5.", { seed: 1.5 });
  assertEquals(split(subset(squares(10), { first: 9 }), [8, 1])[1].size, 1);
});
