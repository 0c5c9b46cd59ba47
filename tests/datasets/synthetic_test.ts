import { assert, assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import { synthetic } from "../../src/datasets/synthetic.ts";
import { tf } from "../../src/tf.ts";
import { allBatches } from "./all_batches.ts";

await tf.setBackend("cpu");

async function drawn(seed: number): Promise<{ x: number[]; y: number[] }> {
  const data = synthetic({ trainSamples: 20, valSamples: 10, seed, batchSize: 20 });
  await data.open!();
  return (await allBatches(data.val!()))[0]!;
}

Deno.test("synthetic() draws the same images for the same seed, and each class as often", async () => {
  assertEquals(await drawn(1), await drawn(1));
  assertNotEquals((await drawn(1)).x, (await drawn(2)).x);
  assertEquals((await drawn(1)).y, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
});

Deno.test("synthetic() has ten classes, 5000 images to learn from and 1000 to be judged on", async () => {
  const data = synthetic({ batchSize: 100 });
  await data.open!();
  assertEquals(data.batches, { train: 50, val: 10 });
  assertEquals(data.classes?.length, 10);
  assertEquals(data.permissions, []);
});

Deno.test("synthetic() can be learned: the nearest mean image alone beats chance by far, and is far from perfect", async () => {
  const data = synthetic({ trainSamples: 1000, valSamples: 500, augment: false, batchSize: 500 });
  await data.open!();
  const means = Array.from({ length: 10 }, () => new Float64Array(3072));
  for (const { x, y } of await allBatches(data.train({ epoch: 0, seed: 0 }))) {
    y.forEach((label, i) => means[label]!.forEach((_, p) => means[label]![p]! += x[i * 3072 + p]! / 100));
  }
  const { x, y } = (await allBatches(data.val!()))[0]!;
  const right = y.filter((label, i) => {
    const distances = means.map((mean) => mean.reduce((sum, value, p) => sum + (value - x[i * 3072 + p]!) ** 2, 0));
    return distances.indexOf(Math.min(...distances)) === label;
  }).length;
  const accuracy = right / y.length;
  assert(accuracy > 0.25 && accuracy < 0.9, `accuracy ${accuracy}`);
});

Deno.test("synthetic() refuses numbers of images that cannot be", () => {
  const message =
    "Cannot draw images as trainSamples must be a whole number above 0: got 0. The default is a good start.";
  assertThrows(() => synthetic({ trainSamples: 0 }), RangeError, message);
  assertThrows(() => synthetic({ batchSize: -1 }), RangeError, "batchSize must be a whole number above 0: got -1");
});
