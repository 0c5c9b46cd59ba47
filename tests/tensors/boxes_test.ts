import { assert, assertEquals, assertThrows } from "@std/assert";
import { boxesOf, nonMaxSuppression, placesOf } from "../../src/tensors/boxes.ts";
import { tf } from "../../src/tf.ts";
import { generator } from "../../src/tensors/random.ts";

await tf.setBackend("cpu");

Deno.test("boxesOf() goes from each place to its sides, in strides of its map", () => {
  const places = placesOf([16, 16], [[2, 2], [1, 1]], [8, 16], 16);
  const sides = tf.tensor3d([[[0, 0, 1, 1], [1, 0, 0, 1], [0, 1, 1, 0], [0, 0, 0, 0], [1, 2, 3, 4]]]);
  assertEquals(boxesOf({ sides, places }).arraySync(), [[
    ...[[0, 0, 8, 8], [0, 0, 8, 8], [0, 0, 8, 8], [8, 8, 8, 8]],
    [-16, -32, 48, 64],
  ]]);
});

Deno.test("placesOf() has the places and sizes of torchvision's anchors, also where the last maps reach over the border", () => {
  // AnchorGenerator(((32,), (64,), (128,)), ((1.0,),) * 3) for an image of 96 by 160 and maps of 3x5, 2x3 and 1x2: middles and sizes.
  const theirs = [
    ...[[0, 0, 64], [53, 0, 64], [106, 0, 64], [0, 48, 64], [53, 48, 64], [106, 48, 64]],
    ...[[0, 0, 128], [80, 0, 128]],
  ];
  const strides = [32, 64, 128],
    places = (...image: [number, number]) => placesOf(image, [[3, 5], [2, 3], [1, 2]], strides, 32);
  assertEquals(places(96, 160).arraySync().slice(15), theirs);
  // torchvision pads images to multiples of 32 first: of one that is no such multiple the places are as far apart.
  assertEquals(places(70, 129).arraySync(), places(96, 160).arraySync());
});

await tf.setBackend("cpu");

/** 60 random boxes of about a third of 100 pixels. */
function boxes(next: () => number): number[][] {
  return Array.from({ length: 60 }, () => {
    const [x, y, w, h] = [80 * next(), 80 * next(), 10 + 40 * next(), 10 + 40 * next()];
    return [x, y, x + w, y + h].map(Math.fround);
  });
}

Deno.test("nonMaxSuppression() keeps the boxes that tf.image.nonMaxSuppression keeps, in its order, for each image", () => {
  const next = generator(3), images = [boxes(next), boxes(next)];
  const scores = images.map((image) => image.map(() => Math.fround(next())));
  for (const [overlap, most, minScore] of [[0.5, 100, 0], [0.2, 100, 0.3], [0.3, 4, 0]] as const) {
    const kept = nonMaxSuppression(tf.tensor3d(images), tf.tensor2d(scores), { overlap, most, minScore });
    images.forEach((image, i) => {
      const truth = [
        ...tf.image.nonMaxSuppression(tf.tensor2d(image), tf.tensor1d(scores[i]!), most, overlap, minScore).dataSync(),
      ];
      const there = kept.labels.arraySync()[i]!.filter((label) => label === 0).length;
      assertEquals(there, truth.length);
      assertEquals(kept.scores.arraySync()[i]!.slice(0, there), truth.map((at) => scores[i]![at]!));
      assertEquals(kept.boxes.arraySync()[i]!.slice(0, there), truth.map((at) => image[at]!));
    });
  }
});

Deno.test("nonMaxSuppression() looks at each class by itself, and leaves no tensor behind", () => {
  const twice = tf.tensor3d([[[0, 0, 9, 9], [0, 0, 9, 9], [0, 0, 9, 8]]]), sure = tf.tensor2d([[0.25, 0.75, 0.5]]);
  const labels = tf.tensor2d([[4, 2, 2]], [1, 3], "int32"), before = tf.memory().numTensors;
  const kept = nonMaxSuppression(twice, sure, { labels, most: 3 });
  assertEquals([kept.labels.arraySync(), kept.scores.arraySync()], [[[2, 4, -1]], [[0.75, 0.25, 0]]]);
  assertEquals(kept.boxes.arraySync(), [[[0, 0, 9, 9], [0, 0, 9, 9], [0, 0, 0, 0]]]);
  tf.dispose({ ...kept });
  assert(tf.memory().numTensors === before);
});

Deno.test("nonMaxSuppression() of images without boxes finds none", () => {
  const { boxes, scores, labels } = nonMaxSuppression(tf.zeros([1, 0, 4]), tf.zeros([1, 0]), { most: 2 });
  assertEquals([boxes.shape, scores.arraySync(), labels.arraySync()], [[1, 2, 4], [[0, 0]], [[-1, -1]]]);
});

Deno.test("nonMaxSuppression() refuses shapes that do not go together", () => {
  const message = "Cannot suppress boxes as it takes boxes [batch, boxes, 4], and scores and labels [batch, boxes]: " +
    "got [1, 3, 4], [1, 2].";
  const run = () => nonMaxSuppression(tf.zeros([1, 3, 4]), tf.zeros([1, 2]));
  assertEquals(assertThrows(run, TypeError).message, message);
});
