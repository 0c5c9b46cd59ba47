import { assert, assertEquals } from "@std/assert";
import { images, normalize, randomCrop, randomFlip, tf, type Transform } from "../../mod.ts";
import { developAhead, share } from "../../src/datasets/develop_ahead.ts";
import { developer } from "../../src/datasets/develop.ts";
import { deno, ROOT } from "../program.ts";

const SHAPE = [8, 8, 3] as const;
const some = (count: number) => ({
  pixels: Uint8Array.from({ length: count * 192 }, (_, i) => (i * 7919) % 251),
  labels: Uint8Array.from({ length: count }, (_, i) => i % 10),
});
const transforms = [randomCrop({ size: 8, padding: 2 }), randomFlip()];
const conversion = normalize({ mean: [0.5, 0.4, 0.3], std: [0.2, 0.3, 0.4] });

Deno.test("developAhead() makes in another thread what this one would make, bit by bit", async () => {
  const from = share(some(20));
  const ahead = await developAhead(from, SHAPE, transforms, conversion);
  assert(ahead !== undefined, "this machine has two processors and the test may read the modules");
  const here = developer(SHAPE, transforms, conversion);
  for (const seed of [1, 2]) {
    const picked = Uint32Array.of(3, 19, 0, 7);
    assertEquals(await ahead.develop(picked, seed), here(from, picked, seed));
  }
  ahead.stop();
});

Deno.test("developAhead() is undefined where a transform has no recipe", async () => {
  const { recipe: _, ...own } = randomFlip();
  assertEquals(await developAhead(share(some(1)), SHAPE, [own], conversion), undefined);
});

Deno.test("images() gives the same epoch from another thread as from this one", async () => {
  const train = some(505);
  const epoch = async (augment: readonly Transform[]) => {
    const classes = Array.from({ length: 10 }, (_, i) => String(i));
    const data = images({
      classes,
      shape: SHAPE,
      read: () => ({ train, val: some(5) }),
      normalize: conversion,
      augment,
      batchSize: 5,
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
  const threads = await epoch(transforms);
  const alone = await epoch(transforms.map(({ recipe: _, ...own }) => own));
  assertEquals([threads.elsewhere, threads.numbers.length], [true, 505 * 193]);
  assertEquals(threads.numbers, alone.numbers);
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
