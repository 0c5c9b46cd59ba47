import { assertEquals, assertThrows } from "@std/assert";
import { imageDataset, type ImageDatasetParts } from "../../src/loading/dataset_of.ts";
import { memorySource } from "../../src/sources/memory_images.ts";
import { tf } from "../../src/tf.ts";
import { normalize } from "../../src/transforms/normalize.ts";
import { randomFlip } from "../../src/transforms/random_flip.ts";
import { allBatches } from "../datasets/all_batches.ts";

await tf.setBackend("cpu");

const row = (...pixels: number[]) => (
  {
    source: memorySource({ pixels: Uint8Array.from(pixels), shape: [1, 2, 1] }),
    labels: new Uint8Array(pixels.length / 2),
  }
);

function rows(parts: Partial<ImageDatasetParts> = {}) {
  return imageDataset({
    name: "rows",
    batchSize: 2,
    augment: [randomFlip({ chance: 1 })],
    fit: [],
    normalize: normalize({ mean: [0], std: [1 / 255] }),
    workers: 0,
    pays: () => true,
    permissions: () => [],
    open: () => ({ classes: ["one"], train: row(1, 2, 3, 4, 5, 6), val: row(7, 8), test: row(9, 10) }),
    ...parts,
  });
}

Deno.test("imageDataset() augments what is learnt from and fits what is judged on", async () => {
  const data = rows();
  await data.open!();
  const numbers = async (batches: ReturnType<typeof data.train>) =>
    (await allBatches(batches)).flatMap(({ x }) => x.map(Math.round));
  assertEquals((await numbers(data.train(0, 0))).toSorted(), [1, 2, 3, 4, 5, 6]);
  assertEquals((await numbers(data.train(0, 0)))[0]! % 2, 0);
  assertEquals([await numbers(data.val!()), await numbers(data.test!())], [[7, 8], [9, 10]]);
  assertEquals([data.batches, data.classes], [{ train: 2, val: 1, test: 1 }, ["one"]]);
});

Deno.test("imageDataset() has no pass where it has no images", async () => {
  const data = rows({ classes: ["known before"], open: () => ({ classes: ["one"], train: row(1, 2) }) });
  assertEquals([data.classes, data.batches], [["known before"], {}]);
  assertThrows(() => data.val!(), Error, "Cannot make batches of rows as it must be open first");
  await data.open!();
  assertEquals([data.val, data.test, data.batches], [undefined, undefined, { train: 1 }]);
});

Deno.test("imageDataset() makes batches in threads where that pays", async () => {
  for (const [workers, pays, elsewhere] of [[0, true, false], [1, false, false], [1, true, true]] as const) {
    const data = rows({ workers, pays: () => pays });
    await data.open!();
    assertEquals(Symbol.asyncIterator in data.train(0, 0), elsewhere);
  }
});

Deno.test("imageDataset() refuses threads that cannot be", () => {
  assertEquals(
    assertThrows(() => rows({ workers: 1.5 }), RangeError).message,
    "Cannot make batches as workers must be a whole number of threads: got 1.5. 0 makes them in the thread of the step.",
  );
});
