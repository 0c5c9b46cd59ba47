import { assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import { kFold, type KFoldOptions, type Source } from "../../mod.ts";

const squares: Source<number, number> = {
  name: "squares",
  size: 11,
  get: (i) => ({ x: i, y: i * i }),
  labels: () => [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1],
};
async function numbers(source: Source<number, number>): Promise<number[]> {
  return await Promise.all(Array.from({ length: source.size }, async (_, i) => (await source.get(i)).x));
}

Deno.test("kFold() judges every sample once, and learns from all others", async () => {
  const all = Array.from({ length: 11 }, (_, i) => i), judged: number[] = [];
  for (const { train, val } of kFold(squares, { folds: 3, seed: 2 })) {
    const [own, others] = [await numbers(val), await numbers(train)];
    assertEquals([...own, ...others].toSorted((a, b) => a - b), all);
    judged.push(...own);
  }
  assertEquals(judged.toSorted((a, b) => a - b), all);
  assertEquals(kFold(squares).map(({ val }) => val.size), [3, 2, 2, 2, 2]);
});

Deno.test("kFold() is a pure function of the seed", async () => {
  const first = async (seed: number) => await numbers(kFold(squares, { folds: 2, seed })[0]!.val);
  assertEquals(await first(1), await first(1));
  assertNotEquals(await first(1), await first(2));
});

Deno.test("kFold() with stratify has a share of every class in each fold", () => {
  const rare = kFold(squares, { folds: 3, stratify: true })
    .map(({ val }) => [...val.labels!() as Int32Array].filter((label) => label === 1).length);
  assertEquals(rare, [1, 1, 1]);
});

Deno.test("kFold() refuses folds that cannot be", () => {
  const refused = (options: KFoldOptions, text: string) =>
    assertEquals(assertThrows(() => kFold(squares, options), RangeError).message, text);
  refused({ folds: 1 }, "Cannot make kFold as folds must be a whole number of at least 2: got 1.");
  refused({ folds: 12 }, "Cannot split squares as each of 12 folds needs a sample: got 11 samples. Take fewer folds.");
  const { labels: _, ...silent } = squares;
  assertEquals(
    assertThrows(() => kFold(silent, { stratify: true }), TypeError).message,
    "Cannot make kFold as stratify needs the label of every sample: got squares, which tells none. " +
      "Give the source labels(), or leave stratify out.",
  );
});
