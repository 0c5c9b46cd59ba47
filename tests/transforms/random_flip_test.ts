import { assertEquals, assertThrows } from "@std/assert";
import { dataset } from "../../src/datasets/dataset.ts";
import { memoryImages, share } from "../../src/sources/memory_images.ts";
import { randomFlip } from "../../src/transforms/random_flip.ts";
import { tf } from "../../src/tf.ts";

await tf.setBackend("cpu");

/** Random numbers that come from a list. */
function from(...numbers: number[]): () => number {
  return () => numbers.shift()!;
}

/** 2 x 3 pixels of two channels: the first counts up, the second is ten times as much. */
const image = Uint8Array.of(1, 10, 2, 20, 3, 30, 4, 40, 5, 50, 6, 60);

Deno.test("randomFlip() mirrors pixels, not channels, when the number drawn is below the chance", () => {
  const flipped = new Uint8Array(12);
  randomFlip().pixels!.apply(image, flipped, [2, 3, 2], from(0.49));
  assertEquals(flipped, Uint8Array.of(3, 30, 2, 20, 1, 10, 6, 60, 5, 50, 4, 40));
  randomFlip().pixels!.apply(image, flipped, [2, 3, 2], from(0.5));
  assertEquals(flipped, image);
});

Deno.test("randomFlip() mirrors three channels as it does others", () => {
  const flipped = new Uint8Array(12);
  randomFlip({ chance: 1 }).pixels!.apply(
    Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12),
    flipped,
    [2, 2, 3],
    from(0),
  );
  assertEquals(flipped, Uint8Array.of(4, 5, 6, 1, 2, 3, 10, 11, 12, 7, 8, 9));
});

Deno.test("randomFlip() refuses a chance that is none", () => {
  const message = "Cannot flip images as the chance must be in [0, 1]: got 50. Half of them is 0.5.";
  assertThrows(() => randomFlip({ chance: 50 }), RangeError, message);
  // As of a file of JSON: it would be a chance of 0.
  assertThrows(() => randomFlip({ chance: null as never }), RangeError, "must be in [0, 1]: got null.");
});

const numbered = (count: number) => ({
  pixels: Uint8Array.from({ length: 2 * count }, (_, i) => i),
  labels: new Uint8Array(count),
  shape: [1, 2, 1] as const,
});

Deno.test("randomFlip() that alternates shows both sides of every image in two epochs, about half of each first", async () => {
  const source = memoryImages(numbered(100));
  const data = dataset({ train: source, batchSize: 100, transforms: [randomFlip({ alternating: true })] });
  await data.open!();
  /** Of each image whether it is mirrored. */
  const epoch = async (epoch: number, seed = 1) => {
    const sides: boolean[] = [];
    for await (const { x, y } of data.train({ epoch, seed })) {
      const pixels = x.dataSync();
      for (let i = 0; i < 200; i += 2) sides[Math.floor(pixels[i]! / 2)] = pixels[i]! % 2 === 1;
      tf.dispose([x, y]);
    }
    return sides;
  };
  const [first, second, third] = [await epoch(0), await epoch(1), await epoch(2)];
  assertEquals(second, first!.map((mirrored) => !mirrored));
  assertEquals(third, first);
  const mirrored = first!.filter(Boolean).length;
  assertEquals(mirrored > 30 && mirrored < 70, true, `${mirrored} of 100`);
  assertEquals(JSON.stringify(await epoch(0, 2)) === JSON.stringify(first), false);
});

Deno.test("randomFlip() that alternates does the same in another thread", async () => {
  const batches = async (workers: number) => {
    const transforms = [randomFlip({ alternating: true })], of = share(numbered(64));
    const source = memoryImages({ ...of, shape: [1, 2, 1] });
    const data = dataset({ train: source, batchSize: 2, transforms, workers }), seen: number[] = [];
    await data.open!();
    for (const epoch of [0, 1]) {
      for await (const { x, y } of data.train({ epoch, seed: 3 })) {
        seen.push(...x.dataSync());
        tf.dispose([x, y]);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    }
    await data.close!();
    return seen;
  };
  assertEquals(await batches(1), await batches(0));
});

Deno.test("randomFlip() that alternates is drawn by the next number where it is called by hand", () => {
  const sample = { x: { dtype: "uint8", shape: [1, 2, 1], data: Uint8Array.of(1, 2) }, y: 0 } as const;
  const flip = randomFlip({ alternating: true });
  assertEquals([0.4, 0.6].map((number) => flip(sample, () => number).x.data[0]), [2, 1]);
});
