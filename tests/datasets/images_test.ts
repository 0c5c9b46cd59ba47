import { assert, assertEquals, assertNotEquals, assertRejects, assertThrows } from "@std/assert";
import { images, type ImagesOptions } from "../../src/datasets/images.ts";
import { normalize } from "../../src/transforms/normalize.ts";
import { randomCrop } from "../../src/transforms/random_crop.ts";
import { randomFlip } from "../../src/transforms/random_flip.ts";
import { tf } from "../../src/tf.ts";
import { allBatches } from "./all_batches.ts";

await tf.setBackend("cpu");

const count = 7;
const pixels = Uint8Array.from({ length: count * 16 }, (_, i) => i);
const labels = Uint8Array.from({ length: count }, (_, i) => i % 3);

function seven(options: Partial<ImagesOptions> = {}) {
  return images({
    classes: ["a", "b", "c"],
    shape: [4, 4, 1],
    read: () => ({ train: { pixels, labels }, val: { pixels, labels } }),
    normalize: normalize({ mean: [0], std: [1 / 255] }),
    batchSize: 3,
    ...options,
  });
}

Deno.test("images() hands out every image with its label, the last batch smaller", async () => {
  const data = seven();
  await data.open!();
  assertEquals(data.batches, { train: 3, val: 3 });
  const batches = await allBatches(data.val!());
  assertEquals(batches.map(({ shape }) => shape), [[3, 4, 4, 1], [3, 4, 4, 1], [1, 4, 4, 1]]);
  assertEquals(batches.flatMap(({ x }) => x).map(Math.round), [...pixels]);
  assertEquals(batches.flatMap(({ y }) => y), [...labels]);
  const train = await allBatches(data.train({ epoch: 0, seed: 0 }));
  const seen = train.flatMap(({ x, y }) => y.map((label, i) => [Math.round(x[i * 16]!), label]));
  assertEquals(seen.toSorted((a, b) => a[0]! - b[0]!), [...labels].map((label, i) => [i * 16, label]));
  assertNotEquals(seen.map(([first]) => first), [...labels].map((_, i) => i * 16));
});

Deno.test("images() draws order and augmentation from (seed, epoch, image) alone", async () => {
  const augment = [randomCrop({ size: 4, padding: 2 }), randomFlip()];
  const data = seven({ augment });
  await data.open!();
  const epoch = await allBatches(data.train({ epoch: 2, seed: 5 }));
  assertEquals(await allBatches(data.train({ epoch: 2, seed: 5 })), epoch);
  assertNotEquals(await allBatches(data.train({ epoch: 3, seed: 5 })), epoch);
  assertNotEquals(await allBatches(data.train({ epoch: 2, seed: 6 })), epoch);
  // Other batches, other neighbours, the same images: a resumed run may even change the batch size.
  const singles = seven({ augment, batchSize: 1 });
  await singles.open!();
  assertEquals(
    (await allBatches(singles.train({ epoch: 2, seed: 5 }))).flatMap(({ x }) => x),
    epoch.flatMap(({ x }) => x),
  );
});

Deno.test("images() crops and flips before it normalises: the border is a black pixel", async () => {
  const white = { pixels: new Uint8Array(16).fill(255), labels: Uint8Array.of(0) };
  const data = seven({
    read: () => ({ train: white, val: white }),
    normalize: normalize({ mean: [0.5], std: [0.25] }),
    augment: [randomCrop({ size: 4, padding: 2 })],
  });
  await data.open!();
  const values = new Set<number>();
  for (let epoch = 0; epoch < 20; epoch++) {
    for (const { x } of await allBatches(data.train({ epoch, seed: 0 }))) x.forEach((value) => values.add(value));
  }
  assertEquals([...values].toSorted((a, b) => a - b), [-2, 2]);
  assertEquals((await allBatches(data.val!()))[0]!.x, Array(16).fill(2));
});

Deno.test("images() makes tensors only for the batch it yields", async () => {
  const data = seven();
  await data.open!();
  const before = tf.memory().numTensors;
  const passes = (data.train({ epoch: 0, seed: 0 }) as Iterable<{ x: tf.Tensor; y: tf.Tensor }>)[Symbol.iterator]();
  const { value } = passes.next();
  assertEquals(tf.memory().numTensors, before + 2);
  tf.dispose([value.x, value.y]);
  passes.return?.();
  assertEquals(tf.memory().numTensors, before);
});

Deno.test("images() opens once, and says so when it is not open", async () => {
  let reads = 0;
  const data = seven({ read: () => (reads++, { train: { pixels, labels }, val: { pixels, labels } }) });
  const error = assertThrows(() => [...data.train({ epoch: 0, seed: 0 }) as Iterable<unknown>], Error);
  assertEquals(
    error.message,
    "Cannot make batches of images as it must be open first: got no samples. Call await open() before.",
  );
  await data.open!();
  await data.open!();
  assertEquals(reads, 1);
});

Deno.test("images() refuses images that are not what they should be", async () => {
  const refused = async (train: { pixels: Uint8Array; labels: Uint8Array }, message: string) => {
    const data = seven({ read: () => ({ train, val: train }) });
    assertEquals((await assertRejects(() => data.open!(), RangeError)).message, message);
  };
  await refused(
    { pixels: new Uint8Array(), labels: new Uint8Array() },
    "Cannot use the training images of images as there must be at least one: got none. Give more samples.",
  );
  await refused(
    { pixels: new Uint8Array(17), labels: Uint8Array.of(0) },
    "Cannot use the training images of images as 1 images of 4 x 4 x 1 take 16 bytes: got 17. " +
      "Check the shape, or whether the data was cut short.",
  );
  await refused(
    { pixels: new Uint8Array(16), labels: Uint8Array.of(3) },
    "Cannot learn from the training images of images as labels must be whole numbers from 0 to 2: got 3 at 0. " +
      "Count classes from 0, or give more classes.",
  );
  const crop = assertThrows(() => seven({ augment: [randomCrop({ size: 32 })] }), RangeError);
  assert(crop.message.startsWith("Cannot crop images as the window must fit"));
  assertThrows(() => seven({ batchSize: 0 }), RangeError, "batchSize must be a whole number above 0: got 0");
});
