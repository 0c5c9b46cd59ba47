import { assertEquals, assertNotEquals, assertRejects, assertThrows } from "@std/assert";
import {
  colorJitter,
  randAugment,
  randomCrop,
  randomFlip,
  type Sample,
  type Source,
  type Transform,
} from "../../mod.ts";
import { collator, drawsOf, type Supply } from "../../src/loading/collate.ts";
import type { Collated } from "../../src/loading/tray.ts";
import { imageTransform } from "../../src/pixels/image_transform.ts";
import { memoryImages } from "../../src/sources/memory_images.ts";
import { generator } from "../../src/tensors/random.ts";
import type { Picture } from "../../src/transform.ts";
import { field, shapeOf } from "./field.ts";

const source = memoryImages({
  pixels: Uint8Array.of(1, 2, 3, 4, 5, 6),
  labels: Uint8Array.of(7, 8, 9),
  shape: [1, 2, 1],
});
const collate = (supply: Partial<Supply>, picked: readonly number[], seed = 0) =>
  collator({ source, transforms: [], labels: true, ...supply })(Uint32Array.from(picked), seed) as Collated;

Deno.test("collator() picks images with their labels in the order asked for", () => {
  const collated = collate({}, [2, 0]);
  assertEquals([field(collated), shapeOf(collated), field(collated, "y")], [[5, 6, 1, 2], [1, 2, 1], [9, 7]]);
});

Deno.test("collator() tells the source of all samples before it asks for them", () => {
  const told: number[] = [], asked: number[] = [];
  const telling: Source = {
    ...source,
    expect: (indices) => void told.push(...indices),
    get(index) {
      asked.push(index);
      assertEquals(told.includes(index), true);
      return source.get(index % 3);
    },
  };
  const picked = Array.from({ length: 40 }, (_, i) => 3 * i);
  collate({ source: telling }, picked);
  assertEquals([told, asked], [picked, picked]);
});

Deno.test("collator() augments a sample by the seed and its number, whatever its neighbours are", () => {
  const transforms = [randomFlip()];
  const alone = (seed: number) => field(collate({ transforms }, [1], seed));
  const seeds = Array.from({ length: 20 }, (_, seed) => seed);
  for (const seed of seeds) assertEquals(field(collate({ transforms }, [0, 1], seed)).slice(2), alone(seed));
  assertNotEquals(seeds.map(alone), seeds.map(() => alone(0)));
});

Deno.test("collator() has the images that transforms make one by one, wherever these are worked on", () => {
  const shape = [21, 19, 3] as const, size = 21 * 19 * 3, next = generator(2);
  const images = memoryImages({
    pixels: new Uint8Array(9 * size).map(() => 256 * next()),
    labels: new Uint8Array(9),
    shape,
  });
  const jitter = colorJitter({ brightness: 0.4, contrast: 0.4, saturation: 0.4, hue: 0.1 });
  for (
    const transforms of [[randomFlip(), randAugment()], [randAugment({ operations: 5 }), jitter], [
      jitter,
      randomFlip(),
    ]]
  ) {
    const make = collator({ source: images, transforms, labels: true });
    for (let seed = 0; seed < 12; seed++) {
      const made = field(make(Uint32Array.of(...Array(9).keys()), seed) as Collated);
      const truth = Array.from({ length: 9 }).flatMap((_, i) => {
        const draws = drawsOf(seed, i);
        return [...transforms.reduce((sample, step) => step(sample, draws), images.get(i) as Sample<Picture>).x.data];
      });
      assertEquals(made.findIndex((byte, i) => byte !== truth[i]), -1, `seed ${seed}`);
    }
  }
});

/** The first image is a row of three, the others are rows of two. */
const mixed: Source = {
  ...source,
  get: (index) =>
    index === 0 ? { x: { dtype: "uint8", data: Uint8Array.of(1, 2, 3), shape: [1, 3, 1] }, y: 0 } : source.get(index),
  title: (index) => `${index}.png`,
};
const firstTwo = imageTransform("firstTwo", {
  outputShape: () => [1, 2, 1],
  apply: (from, to) => to.set(from.subarray(0, 2)),
});

Deno.test("collator() takes images of any shape that the transforms make equal", () => {
  assertEquals(field(collate({ source: mixed, transforms: [firstTwo] }, [1, 0, 2])), [3, 4, 1, 2, 5, 6]);
  assertEquals(
    assertThrows(() => collate({ source: mixed }, [1, 0, 2]), RangeError).message,
    "Cannot put images into one batch as they must have one shape: got 1 x 3 x 1 of 0.png after 1 x 2 x 1. " +
      "End the transforms with centerCrop({ size }).",
  );
});

Deno.test("collator() names the sample that does not fit a transform", () => {
  const message = "Take a smaller size or a larger padding. This is about 1.png.";
  assertThrows(() => collate({ source: mixed, transforms: [randomCrop({ size: 2 })] }, [1]), RangeError, message);
});

const of = (samples: readonly Sample[]): Source => ({ name: "some", size: samples.length, get: (i) => samples[i]! });
const plain = (samples: readonly Sample[], transforms: readonly Transform[] = []) =>
  collate({ source: of(samples), transforms, labels: false }, samples.map((_, i) => i));

Deno.test("collator() stacks numbers, arrays and records of them, each with its dtype", () => {
  const sample = (i: number): Sample => ({
    x: { num: { dtype: "float32", shape: [2], data: Float32Array.of(i, i + 0.5) }, word: `w${i}` },
    y: {
      box: { dtype: "int32", shape: [1, 2], data: Int32Array.of(i, -i) },
      on: { dtype: "bool", shape: [], data: Uint8Array.of(i % 2) },
    },
  });
  const collated = plain([sample(1), sample(2), sample(3)]);
  assertEquals(field(collated, "x.num"), [1, 1.5, 2, 2.5, 3, 3.5]);
  assertEquals([...collated.texts.values()], [["w1", "w2", "w3"]]);
  assertEquals([field(collated, "y.box"), field(collated, "y.on")], [[1, -1, 2, -2, 3, -3], [1, 0, 1]]);
  assertEquals(plain([{ x: 0.5, y: 1 }]).rows.map(({ dtype }) => dtype), ["float32", "float32"]);
});

Deno.test("collator() tells a layout once as long as it stays", () => {
  const make = collator({ source: of([{ x: 1, y: 2 }, { x: 3, y: 4 }]), transforms: [], labels: false });
  const [one, other] = [make(Uint32Array.of(0), 0), make(Uint32Array.of(1, 0), 0)] as Collated[];
  assertEquals([one!.rows === other!.rows, one!.size, other!.size], [true, 1, 2]);
});

Deno.test("collator() refuses samples of several kinds, and what is nothing to learn from", () => {
  assertEquals(
    assertThrows(() => plain([{ x: 1, y: 1 }, { x: "one", y: 1 }]), RangeError).message,
    "Cannot put samples into one batch as they must be of one kind and shape: got x string [], y float32 [] of sample 1 " +
      "after x float32 [], y float32 []. Pad or cut them in a transform.",
  );
  assertEquals(
    assertThrows(() => plain([{ x: undefined as never, y: 1 }]), TypeError).message,
    "Cannot put samples into a batch as x must be a number, a text, an array of the host ({ dtype, shape, data }) or a " +
      "record of these: got undefined. Turn it into one in the source or a transform.",
  );
  const short = { dtype: "float32", shape: [3], data: Float32Array.of(1) } as const;
  assertThrows(
    () => plain([{ x: short, y: 1 }]),
    RangeError,
    "the shape [3] of x takes 3 numbers: got 1. Correct the shape.",
  );
});

Deno.test("collator() waits for a source that reads asynchronously, all samples of a batch at a time", async () => {
  let waiting = 0, most = 0;
  const slow: Source = {
    ...source,
    async get(index) {
      most = Math.max(most, ++waiting);
      await new Promise((resolve) => setTimeout(resolve, 1));
      waiting--;
      return await source.get(index);
    },
  };
  const made = collator({ source: slow, transforms: [], labels: true })(Uint32Array.of(2, 0, 1), 0);
  const collated = await made;
  assertEquals([made instanceof Promise, most, field(collated), field(collated, "y")], [true, 3, [5, 6, 1, 2, 3, 4], [
    9,
    7,
    8,
  ]]);
  const broken = { ...slow, get: () => Promise.reject(new Error("Cannot read it.")) };
  await assertRejects(async () => await collate({ source: broken }, [0]), Error, "Cannot read it.");
});

Deno.test("collator() takes samples that come at once and samples that are promised into one batch", async () => {
  const data = new Float32Array(1), asked: number[] = [];
  const mixed: Source = {
    name: "mixed",
    size: 6,
    get(index) {
      asked.push(index);
      if (index % 3 === 0) {
        return Promise.resolve({ x: { dtype: "float32", shape: [1], data: Float32Array.of(index) }, y: 0 });
      }
      data[0] = index;
      return { x: { dtype: "float32", shape: [1], data }, y: 0 };
    },
  };
  const made = (picked: number[]) =>
    collator({ source: mixed, transforms: [], labels: false })(Uint32Array.from(picked), 0);
  for (const picked of [[1, 2, 3, 4, 0, 5], [0, 1, 2], [4, 5, 3]]) assertEquals(field(await made(picked)), picked);
  assertEquals(made([1, 2]) instanceof Promise, false);
  asked.length = 0;
  await made([0, 3, 0]);
  assertEquals(asked, [0, 3, 0]);
});

const list = (next: () => number) => Array.from({ length: 5 }, next);

Deno.test("drawsOf() draws what a seed alone draws, and tells epochs and what lasts apart", () => {
  const draws = drawsOf({ now: 9, always: 4, epoch: 3 }, 12);
  assertEquals(list(draws), list(drawsOf(9, 12)));
  assertEquals(draws.epoch, 3);
  assertEquals([drawsOf(9, 12).epoch, drawsOf(9, 12).lasting], [undefined, undefined]);
});

Deno.test("drawsOf() has a lasting number for each sample, uniform in [0, 1)", () => {
  const lasting = Array.from({ length: 2000 }, (_, i) => drawsOf({ now: i, always: 4, epoch: i }, i).lasting!);
  assertEquals(lasting.every((number) => number >= 0 && number < 1), true);
  const mean = lasting.reduce((sum, number) => sum + number, 0) / 2000;
  // Five standard deviations of the mean.
  assertEquals(Math.abs(mean - 0.5) < 5 * Math.sqrt(1 / 12 / 2000), true, String(mean));
  assertNotEquals(lasting[7], drawsOf({ now: 0, always: 5, epoch: 0 }, 7).lasting);
});
