import { assertEquals, assertRejects } from "@std/assert";
import { type Crew, openCrew } from "../../src/loading/crew.ts";
import { passAhead, passBetween, passOverBroken } from "../../src/loading/pass.ts";
import { memoryImages, share } from "../../src/sources/memory_images.ts";
import { picks } from "../../src/loading/picks.ts";
import { shuffled } from "../../src/orders/shuffled.ts";
import { imageTransform } from "../../src/pixels/image_transform.ts";
import { tf } from "../../src/tf.ts";
import { centerCrop } from "../../src/transforms/center_crop.ts";
import { normalize } from "../../src/transforms/normalize.ts";
import { randomCrop } from "../../src/transforms/random_crop.ts";
import type { Batches } from "../../src/dataset.ts";
import type { Broken } from "../../src/loading/tray.ts";
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

/** Samples of which some cannot be read, as this thread and others make them. */
function holed(holes: readonly number[], isAsync: boolean, onBroken?: "skip" | "refuse") {
  const text = `export const holed = ({ holes, isAsync }) => ({ name: "holed", size: 99, get(i) {
    if (!holes.includes(i)) return isAsync ? Promise.resolve({ x: i, y: i }) : { x: i, y: i };
    if (isAsync) return Promise.reject(new Error("it is gone"));
    throw new Error("it is gone");
  } });`;
  const module = `data:text/javascript,${encodeURIComponent(text)}`;
  const recipe = { module, name: "holed", options: { holes, isAsync } };
  return async (order: readonly Uint32Array[]) => {
    const { holed } = await import(module);
    const supply = { source: { ...holed({ holes, isAsync }), recipe }, transforms: [], labels: false, onBroken };
    const lost: string[] = [];
    return {
      supply,
      order,
      seed: 0,
      lost: (all: readonly Broken[]) => lost.push(...all.map(({ title }) => title)),
      names: lost,
    };
  };
}

/** The samples of each batch, and how many were left out before its end. */
async function read(batches: Batches<tf.Tensor, tf.Tensor>): Promise<[number[], number][]> {
  const all: [number[], number][] = [];
  for await (const { x, y, size, skipped = 0 } of batches) {
    assertEquals([x.size, y.size], [size, size]);
    all.push([[...await x.data()], skipped]);
    tf.dispose([x, y]);
  }
  return all;
}

Deno.test("a pass leaves out what cannot be read, and counts it, whoever makes the batches", async () => {
  // Of one batch nothing is left: it is counted with the next one. What is left out at the end belongs to no batch.
  const order = [[1, 2, 3], [4, 5], [6, 7, 8], [9], [10, 4]].map((list) => Uint32Array.from(list));
  const truth: [number[], number][] = [[[1, 3], 1], [[6, 8], 3], [[9], 0], [[10], 1]];
  for (const isAsync of [false, true]) {
    const of = holed([2, 4, 5, 7], isAsync, "skip");
    const here = await of(order);
    assertEquals(await read(passOverBroken(here)), truth);
    assertEquals(here.names, [2, 4, 5, 7, 4].map((i) => `sample ${i}`));
    for (const workers of [1, 2]) {
      const crew = openCrew(), there = await of(order);
      // All of them are made by threads.
      await (await crew.join(there.supply, workers))!.leave();
      assertEquals(await read(passAhead(there, crew, workers)), truth);
      assertEquals(there.names.toSorted(), here.names.toSorted());
      crew.close();
    }
  }
});

Deno.test("a pass names the sample that cannot be read, whoever makes the batches", async () => {
  const order = [Uint32Array.of(1, 2)];
  for (const isAsync of [false, true]) {
    const text = 'Cannot read sample 2 as it is gone. Or leave such samples out: onBroken: "skip".';
    const refused = await holed([2], isAsync, "refuse")(order), plain = await holed([2], isAsync)(order);
    assertEquals((await assertRejects(() => read(passBetween(refused)), Error)).message, text);
    assertEquals(
      (await assertRejects(() => read(passBetween(plain)), Error)).message,
      "Cannot read sample 2 as it is gone.",
    );
    const crew = openCrew();
    await (await crew.join(refused.supply, 1))!.leave();
    assertEquals((await assertRejects(() => read(passAhead(refused, crew, 1)), Error)).message, text);
    crew.close();
  }
});

Deno.test("passAhead() ends its threads where whoever waits for a batch leaves", async () => {
  const text = 'export const stuck = () => ({ name: "stuck", size: 9, get() { for (;;); } });';
  const recipe = { module: `data:text/javascript,${encodeURIComponent(text)}`, name: "stuck", options: {} };
  const here = { name: "stuck", size: 9, recipe, get: () => ({ x: 1, y: 1 }) };
  const crew = openCrew(), stuck = { source: here, transforms: [], labels: false };
  const ahead = (await crew.join(stuck, 1))!;
  ahead.leave();
  // The thread is there, so that it gets the first batch.
  const order = Array.from({ length: 300 }, (_, i) => Uint32Array.of(i % 9));
  const batches = passAhead({ supply: stuck, order, seed: 0 }, crew, 1);
  const made = (async () => {
    for await (const { x, y } of { [Symbol.asyncIterator]: () => batches }) tf.dispose([x, y]);
  })();
  await new Promise((resolve) => setTimeout(resolve, 300));
  const waiting = assertRejects(() => made, Error, "got one that was ended");
  await batches.return!().catch(() => {});
  await waiting;
  crew.close();
});
