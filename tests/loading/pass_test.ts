import { assertEquals } from "@std/assert";
import { type Crew, openCrew } from "../../src/loading/crew.ts";
import { passAhead, passBetween } from "../../src/loading/pass.ts";
import { memoryImages, share } from "../../src/sources/memory_images.ts";
import { picks } from "../../src/loading/picks.ts";
import { shuffled } from "../../src/orders/shuffled.ts";
import { imageTransform } from "../../src/pixels/image_transform.ts";
import { tf } from "../../src/tf.ts";
import { centerCrop } from "../../src/transforms/center_crop.ts";
import { normalize } from "../../src/transforms/normalize.ts";
import { randomCrop } from "../../src/transforms/random_crop.ts";
import { allBatches } from "../datasets/all_batches.ts";

await tf.setBackend("cpu");

const SIZE = 23;
const pixels = Uint8Array.from({ length: SIZE * 4 }, (_, i) => i),
  labels = Uint8Array.from({ length: SIZE }, (_, i) => i);
const source = memoryImages({ ...share({ pixels, labels }), shape: [2, 2, 1] });
const supply = { source, transforms: [randomCrop({ size: 2, padding: 1 })], labels: true };
const going = {
  supply,
  conversion: normalize({ mean: [0], std: [1 / 255] }),
  order: [...picks(shuffled()({ size: SIZE, batchSize: 2, epoch: 0, seed: 0 }), { batchSize: 2 })],
  seed: 7,
};

Deno.test("passAhead() yields the batches of passBetween() in its order, whatever the number of threads", async () => {
  const between = await allBatches(passBetween(going));
  assertEquals(between.length, 12);
  assertEquals(between.map(({ y }) => y), going.order.map((picked) => [...picked]));
  const crew = openCrew();
  for (const workers of [0, 1, 2, 3, 1]) assertEquals(await allBatches(passAhead(going, crew, workers)), between);
  crew.close();
});

Deno.test("passAhead() begins in this thread, and leaves the work to others once they are there", async () => {
  // What is said to be the same transform is none: black here, the image as it is elsewhere.
  const { recipe } = centerCrop({ size: 2 });
  const black = imageTransform("black", { outputShape: (shape) => shape, apply: (_, to) => to.fill(0) }, recipe!);
  const order = Array.from(
    { length: 20_000 },
    (_, i) => Uint32Array.from({ length: 1 + i % 3 }, (_, k) => (i + k) % SIZE),
  );
  const crew = openCrew();
  let batch = 0;
  const found: number[][] = [], truth: number[][] = [];
  for await (const { x, y } of passAhead({ ...going, supply: { ...supply, transforms: [black] }, order }, crew, 2)) {
    const sums = Array.from(x.sum([1, 2, 3]).dataSync(), Math.round);
    tf.dispose([x, y]);
    const picked = order[batch++]!;
    if (found.length === 0 && sums[0] === 0) continue;
    found.push(sums);
    // Image i has the pixels 4i to 4i + 3.
    truth.push(Array.from(picked, (i) => 16 * i + 6));
    if (found.length === 50) break;
  }
  assertEquals([found.length, found], [50, truth]);
  crew.close();
});

Deno.test("passAhead() lets its threads go when whoever takes the batches has enough", async () => {
  const before = tf.memory().numTensors;
  const left: string[] = [], crew = openCrew();
  const watched: Crew = {
    ...crew,
    async join(supply, workers) {
      const ahead = (await crew.join(supply, workers))!;
      return { ...ahead, leave: () => (left.push(supply.source.name), ahead.leave()) };
    },
  };
  for await (const { x, y } of passAhead(going, watched, 2)) {
    tf.dispose([x, y]);
    break;
  }
  assertEquals([left, tf.memory().numTensors], [["memoryImages"], before]);
  crew.close();
});
