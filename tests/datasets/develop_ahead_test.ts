import { assert, assertEquals, assertRejects } from "@std/assert";
import { images, normalize, randomCrop, randomFlip, tf, type Transform } from "../../mod.ts";
import { developAhead } from "../../src/datasets/develop_ahead.ts";
import { memorySource, share } from "../../src/datasets/image_source.ts";
import { type Developed, developer } from "../../src/datasets/develop.ts";
import { deno, ROOT } from "../program.ts";

const SHAPE = [8, 8, 3] as const;
const some = (count: number) => ({
  pixels: Uint8Array.from({ length: count * 192 }, (_, i) => (i * 7919) % 251),
  labels: Uint8Array.from({ length: count }, (_, i) => i % 10),
});
const transforms = [randomCrop({ size: 8, padding: 2 }), randomFlip()];
const conversion = normalize({ mean: [0.5, 0.4, 0.3], std: [0.2, 0.3, 0.4] });

const film = { source: memorySource({ ...share(some(20)), shape: SHAPE }), transforms, conversion };

Deno.test("developAhead() makes in other threads what this one would make, bit by bit", async () => {
  for (const workers of [1, 2]) {
    const ahead = await developAhead(film, workers);
    assert(ahead !== undefined, "the test may read the modules");
    const here = developer(film);
    const batches = [1, 2, 3].map((seed) => ({ seed, picked: Uint32Array.of(3, 19, 0, 7 + seed) }));
    const made = await Promise.all(batches.map(({ picked, seed }) => ahead.develop(picked, seed)));
    const truth = batches.map(({ picked, seed }) => {
      const { x, ...rest } = here(picked, seed);
      return { x: x.slice(), ...rest };
    });
    assertEquals(made, truth);
    ahead.stop();
  }
});

Deno.test("developAhead() lets a batch stand until so many more were asked for as it says", async () => {
  for (const workers of [1, 2]) {
    const ahead = (await developAhead(film, workers))!, here = developer(film);
    const asked: Promise<Developed>[] = [];
    for (let seed = 0; seed < 20; seed++) {
      if (asked.length === ahead.most) {
        // The others are made by now, and the one that is taken is still what it was.
        await Promise.all(asked);
        assertEquals((await asked.shift()!).x, here(Uint32Array.of(5, 6), seed - ahead.most).x.slice());
      }
      asked.push(ahead.develop(Uint32Array.of(5, 6), seed));
    }
    ahead.stop();
  }
});

Deno.test("developAhead() is undefined without threads, and where a transform has no recipe", async () => {
  const { recipe: _, ...own } = randomFlip();
  assertEquals(await developAhead({ ...film, transforms: [own] }, 2), undefined);
  assertEquals(await developAhead(film, 0), undefined);
});

Deno.test("developAhead() tells the error of a batch to whoever waits for it, and goes on", async () => {
  const ahead = await developAhead({ ...film, transforms: [randomCrop({ size: 8 }), randomCrop({ size: 9 })] }, 1);
  const error = await assertRejects(() => ahead!.develop(Uint32Array.of(3), 0), RangeError);
  assert(error.message.startsWith("Cannot crop images as the window must fit"), error.message);
  await assertRejects(() => ahead!.develop(Uint32Array.of(4), 0), RangeError, "This is about image 4.");
  ahead!.stop();
});

Deno.test("images() gives the same epoch from another thread as from this one", async () => {
  const train = some(505);
  const epoch = async (augment: readonly Transform[], workers: number) => {
    const classes = Array.from({ length: 10 }, (_, i) => String(i));
    const data = images({
      classes,
      shape: SHAPE,
      read: () => ({ train, val: some(5) }),
      normalize: conversion,
      augment,
      batchSize: 5,
      workers,
    });
    await data.open!();
    const passes = data.train(3, 4);
    const numbers: number[] = [];
    for await (const { x, y } of passes) {
      numbers.push(...x.dataSync(), ...y.dataSync());
      tf.dispose([x, y]);
    }
    return { numbers, elsewhere: Symbol.asyncIterator in passes };
  };
  const alone = await epoch(transforms, 0);
  assertEquals([alone.elsewhere, alone.numbers.length], [false, 505 * 193]);
  for (const workers of [1, 2]) assertEquals(await epoch(transforms, workers), { ...alone, elsewhere: true });
  assertEquals((await epoch(transforms.map(({ recipe: _, ...own }) => own), 2)).numbers, alone.numbers);
});

Deno.test("images() makes batches between steps, silently, where the modules may not be read", async () => {
  const file = await Deno.makeTempFile({ suffix: ".ts" });
  await Deno.writeTextFile(
    file,
    `import { synthetic } from "${ROOT}mod.ts";
    const data = synthetic({ trainSamples: 200, valSamples: 1, batchSize: 2 });
    await data.open();
    let batches = 0;
    for await (const { x, y } of data.train(0, 0)) { batches++; x.dispose(); y.dispose(); }
    console.log(batches);`,
  );
  const { stdout, stderr } = await deno(["run", "--quiet", "--no-prompt", file]);
  assertEquals([stdout, stderr], ["100\n", ""]);
  await Deno.remove(file);
});
