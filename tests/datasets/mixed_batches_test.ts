import { assert, assertAlmostEquals, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { crossEntropy, cutMix, dataset, memoryImages, mixUp, normalize, tf } from "../../mod.ts";

await tf.setBackend("cpu");

/** 12 images of 8 x 8 pixels, each of one shade and class: 20 times its number. */
function shades(workers = 0, classes = true) {
  const pixels = Uint8Array.from({ length: 12 * 64 }, (_, i) => 20 * Math.floor(i / 64));
  const labels = Uint8Array.from({ length: 12 }, (_, i) => i % 3);
  const source = memoryImages({ pixels, labels, shape: [8, 8, 1], ...classes && { classes: ["a", "b", "c"] } });
  const plain = normalize({ mean: [0], std: [1 / 255] });
  return dataset({ train: source, val: source, batchSize: 4, normalize: plain, workers, order: inOrder });
}

const inOrder = Object.assign(({ size }: { size: number }) => Uint32Array.from({ length: size }, (_, i) => i), {});

async function pixelsOf(
  data: ReturnType<typeof mixUp>,
  from = 0,
  epoch = 0,
): Promise<{ x: number[]; y: number[][] }[]> {
  await data.open!();
  const seen = [];
  for await (const { x, y } of data.train({ epoch, seed: 3, from })) {
    seen.push({ x: [...x.dataSync()], y: y.arraySync() as unknown as number[][] });
    tf.dispose([x, y]);
  }
  return seen;
}

Deno.test("mixUp() mixes each image with its neighbour, and their classes by the same share", async () => {
  const before = tf.memory().numTensors, batches = await pixelsOf(mixUp(shades() as never, { alpha: 1 }));
  assertEquals(batches.length, 3);
  for (const [i, { x, y }] of batches.entries()) {
    // Sample 1 of the batch is mixed with sample 0, of the class before.
    const [own, other] = [4 * i + 1, 4 * i], share = y[1]![own % 3]!;
    assertAlmostEquals(x[64]!, share * 20 * own + (1 - share) * 20 * other, 1e-2);
    assertAlmostEquals(y[1]![other % 3]!, 1 - share, 1e-6);
  }
  assertEquals(tf.memory().numTensors, before);
});

Deno.test("cutMix() puts a rectangle of the neighbour into an image; shares are those of areas", async () => {
  for (const { x, y } of await pixelsOf(cutMix(shades() as never))) {
    const image = x.slice(64, 128), own = Math.max(...image), count = image.filter((shade) => shade === own).length;
    assertAlmostEquals(Math.max(...y[1]!, 0), Math.max(count, 64 - count) / 64, 1e-6);
    assertAlmostEquals(y[1]!.reduce((sum, share) => sum + share, 0), 1, 1e-6);
  }
});

Deno.test("mixUp() is a pure function of seed, epoch and sample: what is resumed, and what threads make, is the same", async () => {
  const whole = await pixelsOf(mixUp(shades() as never));
  assertEquals(await pixelsOf(mixUp(shades() as never), 4), whole.slice(1));
  assertEquals(JSON.stringify(await pixelsOf(mixUp(shades() as never), 0, 1)) === JSON.stringify(whole), false);
});

Deno.test("mixUp() has a loss that takes shares and labels, and leaves what is judged on as it is", async () => {
  const data = mixUp(shades() as never, { chance: 0 });
  await data.open!();
  for await (const { y } of data.val!()) assertEquals([y.dtype, y.rank], ["int32", 1]);
  const logits = tf.tensor2d([[1, 2, 4]]), labels = tf.tensor1d([2], "int32");
  const truth = crossEntropy()(logits, labels).dataSync()[0]!;
  for (const target of [labels, tf.tensor2d([[0, 0, 1]])]) {
    assertAlmostEquals((data.loss(logits, target as tf.Tensor1D) as tf.Scalar).dataSync()[0]!, truth, 1e-6);
  }
  for (const { y } of await pixelsOf(data)) assert(y.flat().every((share) => share === 0 || share === 1));
});

Deno.test("mixUp() and cutMix() make the loss NaN where a label is beyond the classes, and leave others alone", async () => {
  for (const mix of [mixUp, cutMix]) {
    for (const [classes, isOdd] of [[2, true], [3, false]] as const) {
      const batches = await pixelsOf(mix(shades() as never, { classes }));
      assertEquals(batches.some(({ y }) => y.flat().some(Number.isNaN)), isOdd);
    }
  }
});

Deno.test("mixUp() and cutMix() refuse targets that are no labels, and cutMix() what are no images", async () => {
  const x = { dtype: "float32", shape: [5], data: new Float32Array(5) } as const;
  const of = (y: unknown) => {
    const source = { name: "odd", size: 4, get: () => ({ x, y }) };
    return dataset({ train: source, val: source, batchSize: 4 } as never) as never;
  };
  const mask = { dtype: "uint8", shape: [2, 2], data: new Uint8Array(4) } as const;
  const cases = [[mask, "got [4, 2, 2]."], [{ target: 1, weight: 2 }, "got an object of target, weight."]] as const;
  for (const [y, got] of cases) {
    const refused = () => pixelsOf(mixUp(of(y), { classes: 2 }));
    await assertRejects(refused, TypeError, `Cannot mix odd as its targets must be labels, [batch]: ${got}`);
  }
  assertEquals((await pixelsOf(mixUp(of(1), { classes: 2 }))).length, 1);
  const flat = "Cannot mix odd as images must be [batch, height, width, channels]: got [4, 5].";
  await assertRejects(() => pixelsOf(cutMix(of(1), { classes: 2 })), RangeError, flat);
});

Deno.test("mixUp() and cutMix() refuse what is out of range, and datasets whose classes nobody says", async () => {
  const message = "Cannot make mixUp as alpha must be a finite number above 0: got 0.";
  assertEquals(assertThrows(() => mixUp(shades() as never, { alpha: 0 }), RangeError).message, message);
  const nameless = cutMix(shades(0, false) as never);
  await assertRejects(() => pixelsOf(nameless), RangeError, "Cannot mix memoryImages as its classes must be known");
});
