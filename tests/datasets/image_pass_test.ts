import { assertEquals } from "@std/assert";
import { passAhead, passBetween } from "../../src/datasets/image_pass.ts";
import { memorySource, share } from "../../src/datasets/image_source.ts";
import { picks } from "../../src/datasets/picks.ts";
import { tf } from "../../src/tf.ts";
import { centerCrop } from "../../src/transforms/center_crop.ts";
import { normalize } from "../../src/transforms/normalize.ts";
import { randomCrop } from "../../src/transforms/random_crop.ts";
import { allBatches } from "./all_batches.ts";

await tf.setBackend("cpu");

const SIZE = 23;
const pixels = Uint8Array.from({ length: SIZE * 4 }, (_, i) => i), labels = new Uint8Array(SIZE).fill(1);
const pass = {
  source: memorySource({ ...share({ pixels, labels }), shape: [2, 2, 1] }),
  transforms: [randomCrop({ size: 2, padding: 1 })],
  conversion: normalize({ mean: [0], std: [1 / 255] }),
  order: [...picks({ size: SIZE, batchSize: 2, shuffle: { epoch: 0, seed: 0 } })],
  seed: 7,
};

Deno.test("passAhead() yields the batches of passBetween() in its order, whatever the number of threads", async () => {
  const between = await allBatches(passBetween(pass));
  assertEquals(between.length, 12);
  for (const workers of [0, 1, 2, 3]) assertEquals(await allBatches(passAhead(pass, workers)), between);
});

Deno.test("passAhead() begins in this thread, and leaves the work to others once they are there", async () => {
  // What is said to be the same transform is none: black here, the image as it is elsewhere.
  const { name, recipe } = centerCrop({ size: 2 });
  const black = { name, recipe: recipe!, outputShape: () => pass.source.image(0).shape, apply: fillBlack };
  const sums: number[] = [];
  for await (const { x, y } of passAhead({ ...pass, transforms: [black], order: forever() }, 2)) {
    sums.push(x.sum().dataSync()[0]!);
    tf.dispose([x, y]);
    if (sums.filter((sum) => sum > 0).length === 20) break;
  }
  assertEquals(sums[0], 0);
  assertEquals(sums.slice(sums.findIndex((sum) => sum > 0)), new Array(20).fill(40 + 41 + 42 + 43));
});

function fillBlack(_from: Uint8Array, to: Uint8Array): void {
  to.fill(0);
}

function* forever(): Generator<Uint32Array> {
  while (true) yield Uint32Array.of(10);
}

Deno.test("passAhead() ends its threads when whoever takes the batches has enough", async () => {
  const before = tf.memory().numTensors;
  for await (const { x, y } of passAhead(pass, 2)) {
    tf.dispose([x, y]);
    break;
  }
  assertEquals(tf.memory().numTensors, before);
});
