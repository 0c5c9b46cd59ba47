import { assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import { normalize, randomCrop, randomFlip, type Transform } from "../../mod.ts";
import { checkFit, developer, shapeAfter } from "../../src/loading/collate.ts";
import { type ImageSource, memorySource } from "../../src/sources/memory_images.ts";

const conversion = normalize({ mean: [0], std: [1 / 255] });
const source = memorySource({ pixels: Uint8Array.of(1, 2, 3, 4, 5, 6), shape: [1, 2, 1] });

Deno.test("developer() picks images in the order asked for", () => {
  const { bytes, shape } = developer({ source, transforms: [] })(Uint32Array.of(2, 0), 0);
  assertEquals([[...bytes], shape], [[5, 6, 1, 2], [1, 2, 1]]);
});

Deno.test("developer() tells the source of all images before it asks for them", () => {
  const told: number[] = [], asked: number[] = [];
  const telling: ImageSource = {
    ...source,
    expect: (indices) => void told.push(...indices),
    image(index) {
      asked.push(index);
      assertEquals(told.includes(index), true);
      return source.image(index % 3);
    },
  };
  const picked = Uint32Array.from({ length: 40 }, (_, i) => 3 * i);
  developer({ source: telling, transforms: [] })(picked, 0);
  assertEquals([told, asked], [[...picked], [...picked]]);
});

Deno.test("developer() augments an image by the seed and its place, whatever its neighbours are", () => {
  const develop = developer({ source, transforms: [randomFlip()] });
  const alone = (seed: number) => [...develop(Uint32Array.of(1), seed).bytes];
  const seeds = Array.from({ length: 20 }, (_, seed) => seed);
  for (const seed of seeds) assertEquals([...develop(Uint32Array.of(0, 1), seed).bytes.slice(2)], alone(seed));
  assertNotEquals(seeds.map(alone), seeds.map(() => alone(0)));
});

/** The first image is a row of three, the others are rows of two. */
const mixed: ImageSource = {
  ...source,
  image: (index) => index === 0 ? { pixels: Uint8Array.of(1, 2, 3), shape: [1, 3, 1] } : source.image(index),
  title: (index) => `${index}.png`,
};
const firstTwo: Transform = {
  name: "firstTwo",
  outputShape: () => [1, 2, 1],
  apply: (from, to) => to.set(from.subarray(0, 2)),
};

Deno.test("developer() takes images of any shape that the transforms make equal", () => {
  const all = Uint32Array.of(1, 0, 2);
  const { bytes } = developer({ source: mixed, transforms: [firstTwo] })(all, 0);
  assertEquals([...bytes], [3, 4, 1, 2, 5, 6]);
  assertEquals(
    assertThrows(() => developer({ source: mixed, transforms: [] })(all, 0), RangeError).message,
    "Cannot put images into one batch as they must have one shape: got 1 x 3 x 1 of 0.png after 1 x 2 x 1. " +
      "End the transforms with centerCrop({ size }).",
  );
});

Deno.test("developer() names the image that does not fit a transform", () => {
  const develop = developer({ source: mixed, transforms: [randomCrop({ size: 2 })] });
  const message = "Take a smaller size or a larger padding. This is about 1.png.";
  assertThrows(() => develop(Uint32Array.of(1), 0), RangeError, message);
});

Deno.test("checkFit() refuses images that do not fit", () => {
  checkFit([4, 4, 1], [randomCrop({ size: 2 })], conversion);
  assertThrows(() => checkFit([4, 4, 1], [randomCrop({ size: 6 })], conversion), RangeError, "the window must fit");
  assertThrows(() => checkFit([4, 4, 3], [], conversion), RangeError, "got 1 for 3 channels");
});

Deno.test("shapeAfter() goes through the transforms in their order", () => {
  const transforms = [randomCrop({ size: 6, padding: 1 }), firstTwo, randomFlip()];
  assertEquals(shapeAfter(transforms, [4, 4, 1]), [1, 2, 1]);
  assertEquals(shapeAfter([], [4, 5, 3]), [4, 5, 3]);
});
