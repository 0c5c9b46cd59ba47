import { assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import { normalize, randomCrop, randomFlip } from "../../mod.ts";
import { bytesOf, developer } from "../../src/datasets/develop.ts";

const conversion = normalize({ mean: [0], std: [1 / 255] });
const images = { pixels: Uint8Array.of(1, 2, 3, 4, 5, 6), labels: Uint8Array.of(7, 8, 9) };

Deno.test("developer() picks images and labels in the order asked for", () => {
  const { x, y } = developer([1, 2, 1], [], conversion)(images, Uint32Array.of(2, 0), 0);
  assertEquals([Array.from(x, Math.round), [...y]], [[5, 6, 1, 2], [9, 7]]);
});

Deno.test("developer() augments an image by the seed and its place, whatever its neighbours are", () => {
  const develop = developer([1, 2, 1], [randomFlip()], conversion);
  const alone = (seed: number) => [...develop(images, Uint32Array.of(1), seed).x];
  const seeds = Array.from({ length: 20 }, (_, seed) => seed);
  for (const seed of seeds) assertEquals([...develop(images, Uint32Array.of(0, 1), seed).x.slice(2)], alone(seed));
  assertNotEquals(seeds.map(alone), seeds.map(() => alone(0)));
});

Deno.test("developer() tells the shape that comes out, and refuses images that do not fit", () => {
  assertEquals(developer([4, 4, 1], [randomCrop({ size: 2 })], conversion).shape, [2, 2, 1]);
  assertThrows(() => developer([4, 4, 1], [randomCrop({ size: 6 })], conversion), RangeError, "the window must fit");
  assertEquals(bytesOf([2, 3, 4]), 24);
});
